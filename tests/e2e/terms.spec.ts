// What was agreed with one customer: their own length and price, set by staff and met on the booking page.
import { expect, test } from '@playwright/test';
import { confirm, inspect, openFarDay, somebody, times } from './helpers';
import { office, owner, signInAsOwner, signOutOfOffice, submit } from './office';

const password = 'correct horse battery staple';

test('a customer has an own length and price, sees them once signed in, and books by them', async ({ page }) => {
    const person = somebody();
    const offer = page.locator('.tb-offer').first();
    await page.goto(`/${owner.business}?lang=en`);
    const usual = (await offer.textContent()) ?? '';
    const service = (await offer.locator('.tb-offer-name').textContent()) ?? '';

    await signInAsOwner(page);
    await page.goto(office('/customers/new'));
    await page.locator('#f-name').fill(person.name);
    await page.locator('#f-surname').fill(person.surname);
    await page.locator('#f-email').fill(person.email);
    await page.locator('#f-password').fill(password);
    await page.locator('input[name=allowed]').check();
    await submit(page, 'Add customer');
    await page.getByRole('link', { name: 'Length and price' }).click();
    await inspect(page, 'customer-terms');
    const row = page.locator('.tb-terms li', { hasText: service.trim() }).first();
    await row.locator('input[name^=own_duration_]').fill('soon');
    await row.locator('input[name^=own_price_]').fill('33,50');
    await submit(page, 'Save');
    await expect(row.locator('.tb-error')).toBeVisible();
    await inspect(page, 'customer-terms-wrong');
    await row.locator('input[name^=own_duration_]').fill('1 h 25');
    await submit(page, 'Save');
    await expect(page.locator('.alert-success')).toBeVisible();
    await expect(row.locator('input[name^=own_duration_]')).toHaveValue('85');
    await inspect(page, 'customer-terms-own');
    await page.getByRole('link', { name: 'Changes' }).click();
    await expect(page.locator('main')).toContainText('85 minutes');
    await signOutOfOffice(page);

    await page.goto(`/${owner.business}?lang=en`);
    expect(await offer.textContent()).toEqual(usual);
    await page.goto(`/${owner.business}/sign-in?lang=en`);
    await page.locator('#tb-email').fill(person.email);
    await page.locator('#tb-password').fill(password);
    await page.locator('main form button[type=submit]').first().click();
    await page.goto(`/${owner.business}?lang=en`);
    await expect(offer).toContainText('33.50');
    await expect(offer).toContainText('1 hr 25 min');
    await inspect(page, 'booking-own-terms');

    await offer.click();
    await expect(page.locator('.tb-steps [aria-current=step]')).toBeAttached();
    if ((await page.locator('.tb-month').count()) === 0) await page.locator('a.tb-link').first().click();
    await openFarDay(page);
    await times(page).first().click();
    await expect(page.locator('.tb-summary')).toContainText('33.50');
    const consent = page.locator('#tb-consent');
    if (await consent.count()) await consent.check();
    await page.locator('#tb-phone').fill(person.phone);
    await confirm(page).click();
    await expect(page.locator('.alert-success')).toBeVisible();
    await expect(page.locator('main')).toContainText('33.50');
});
