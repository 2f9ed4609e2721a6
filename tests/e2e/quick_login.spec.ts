// Staff look at the customers' own pages as one of them.
import { expect, type Page, test } from '@playwright/test';
import { book, inspect, somebody } from './helpers';
import { office, owner, signInAsOwner, submit } from './office';

const banner = (page: Page) => page.locator('.tb-stead');

test('a quick login helps a customer, says so on every page, and ends', async ({ page, browser }) => {
    const person = somebody();
    const stranger = await (await browser.newContext()).newPage();
    await book(stranger, person, owner.business);

    await signInAsOwner(page);
    await page.goto(office(`/customers?q=${encodeURIComponent(person.email)}&lang=en`));
    await page.locator('main a', { hasText: person.surname }).first().click();
    await expect(page.locator('.tb-figures')).toContainText('Next appointment');
    await inspect(page, 'customer-at-a-glance');
    const customer = page.url();

    await page.locator('section[aria-labelledby=tb-quick] summary').click();
    await inspect(page, 'quick-login-reason');
    await page.locator('#f-reason').fill('Cannot find the form');
    await submit(page, 'Look as this customer');
    await expect(page).toHaveURL(new RegExp(`/${owner.business}/my$`));
    await expect(banner(page)).toContainText(owner.name);
    await expect(banner(page)).toContainText(`${person.name} ${person.surname}`);
    await expect(page.locator('main')).toContainText('Coming up');
    await inspect(page, 'quick-login-panel');

    // What only the customer may do is refused with words.
    await page.goto(`/${owner.business}/my/security`);
    await expect(page.locator('main')).toContainText('Only the customer can do this');
    await inspect(page, 'quick-login-refused');

    // The booking page, too; and the office stays the office.
    await page.goto(`/${owner.business}`);
    await expect(banner(page)).toBeVisible();
    await inspect(page, 'quick-login-booking-page');
    await page.goto(office());
    await expect(banner(page)).toHaveCount(0);

    await page.goto(`/${owner.business}/my`);
    await banner(page).getByRole('button', { name: 'End quick login' }).click();
    await expect(page).toHaveURL(customer.split('?')[0] ?? customer);
    await page.goto(`/${owner.business}/my`);
    await expect(page).toHaveURL(/\/sign-in/);
    await expect(banner(page)).toHaveCount(0);

    await page.goto(`${customer.split('?')[0]}/changes?lang=en`);
    await expect(page.locator('main')).toContainText('Cannot find the form');
    await inspect(page, 'quick-login-log');

    // A list to print of what is to come.
    await page.goto(`${customer.split('?')[0]}/coming`);
    await expect(page.locator('.tb-printed')).toBeVisible();
    await inspect(page, 'customer-coming');
    await stranger.context().close();
});

test('signing out of the office ends the quick login with a word', async ({ page, browser }) => {
    const person = somebody();
    const stranger = await (await browser.newContext()).newPage();
    await book(stranger, person, owner.business);
    await stranger.context().close();
    await signInAsOwner(page);
    await page.goto(office(`/customers?q=${encodeURIComponent(person.email)}&lang=en`));
    await page.locator('main a', { hasText: person.surname }).first().click();
    await page.locator('section[aria-labelledby=tb-quick] summary').click();
    await page.locator('#f-reason').fill('To see what they see');
    await submit(page, 'Look as this customer');
    await expect(banner(page)).toBeVisible();
    const panel = await page.context().newPage();
    await page.goto(office());
    await page.locator('.tb-top .tb-account > summary').click();
    await page.locator('.tb-top form button').click();
    await expect(page.locator('#f-email')).toBeVisible();

    await panel.goto(`/${owner.business}/my`);
    await expect(panel.locator('.tb-stead')).toContainText('Your quick login has ended');
    await inspect(panel, 'quick-login-over');
    await panel.goto(`/${owner.business}`);
    await expect(panel.locator('.tb-stead')).toHaveCount(0);
});
