import { expect } from '@playwright/test';
import {
    book,
    chooseAnotherDay,
    chooseTime,
    confirm,
    expectTyped,
    fillIn,
    openCalendar,
    openFarDay,
    somebody,
    status,
    takeTheTime,
    test,
} from './helpers';

test.use({ javaScriptEnabled: false });

test('with scripts off a visitor books, moves and cancels', async ({ page }) => {
    const manage = await book(page);
    await page.goto(manage);
    await page.locator('a[href$="/reschedule"]').click();
    await chooseAnotherDay(page);
    await confirm(page).click();
    await expect(page.locator('.alert-success')).toBeVisible();
    await page.locator('a[href$="/cancellation"]').click();
    await confirm(page).click();
    await expect(page.locator('.tb-status-cancelled')).toBeVisible();
});

test('with scripts off errors and a lost time are told, and nothing typed is lost', { tag: '@date' }, async ({ page }) => {
    const person = somebody();
    await openCalendar(page);
    await openFarDay(page);
    await chooseTime(page);
    await fillIn(page, { ...person, email: 'nowhere' });
    await confirm(page).click();
    await expect(page.locator('#tb-email')).toBeFocused();
    await expect(page.locator('#tb-email-wrong')).toBeVisible();
    await page.locator('#tb-email').fill(person.email);
    await takeTheTime(page);
    await confirm(page).click();
    await expect(page.locator('.tb-choice').first()).toBeVisible();
    await expectTyped(page, person);
    await page.locator('.tb-choice input').first().check();
    await confirm(page).click();
    await expect(status(page)).toBeVisible();
});
