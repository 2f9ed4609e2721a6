// The start page, and the search from everywhere.
import { expect, test } from '@playwright/test';
import { inspect, somebody } from './helpers';
import { office, signInAsOwner, submit } from './office';

test('the day at a glance', async ({ page }) => {
    await signInAsOwner(page);
    await page.goto(office());
    await expect(page.locator('h1')).toContainText('Today');
    await expect(page.getByRole('heading', { name: 'Free today and tomorrow' })).toBeVisible();
    await inspect(page, 'today');
    await page.goto(office('?lang=nl'));
    await expect(page.getByRole('heading', { name: 'Vrij vandaag en morgen' })).toBeVisible();
    await inspect(page, 'today-nl');
    await page.goto(office('?lang=en'));
});

test('anything is found from the keyboard', async ({ page }, info) => {
    const person = somebody();
    const surname = `Zander${info.project.name}`;
    await signInAsOwner(page);
    await page.goto(office('/customers/new'));
    await page.locator('#f-name').fill(person.name);
    await page.locator('#f-surname').fill(surname);
    await page.locator('#f-email').fill(person.email);
    await submit(page);
    await expect(page.locator('.alert-success')).toBeVisible();
    await page.goto(office());
    await page.locator('h1').click();
    await page.keyboard.press('/');
    const box = page.locator('#tb-find');
    await expect(box).toBeVisible();
    await page.keyboard.type(surname.slice(0, 9).toLowerCase());
    await expect(box.locator('a', { hasText: surname })).toBeVisible();
    await inspect(page, 'search');
    await page.keyboard.press('ArrowDown');
    await expect(box.locator('a').first()).toBeFocused();
    await page.keyboard.press('ArrowUp');
    await expect(page.locator('#tb-find-q')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(box).toBeHidden();
    await page.locator('[data-search]').click();
    await page.locator('#tb-find-q').fill('time zone');
    await expect(box.locator('a', { hasText: 'Time zone' })).toBeVisible();
    await page.locator('#tb-find-q').fill(surname);
    await expect(box.locator('a', { hasText: surname })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/customers\/\w{13}$/);

    await page.goto(office('/search?q=1.12.'));
    await expect(page.getByRole('heading', { name: /1 December/ })).toBeVisible();
    await inspect(page, 'search-page');
    await page.goto(office('/search?q=zzzz'));
    await inspect(page, 'search-nothing');
});
