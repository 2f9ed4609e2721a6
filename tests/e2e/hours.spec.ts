// The week of a person: typed a line for each day, and drawn, which writes into the lines.
import { expect, type Page, test } from '@playwright/test';
import { inspect } from './helpers';
import { office, signInAsOwner } from './office';

async function openWeek(page: Page): Promise<void> {
    await signInAsOwner(page);
    await page.goto(office('/hours'));
    await page.locator('.tb-week-table tbody th a').first().click();
    await expect(page.locator('input[name=p0_hours_1]')).toBeVisible();
}

test('hours are drawn by the mouse and by the keyboard into the lines', async ({ page }) => {
    await openWeek(page);
    const line = page.locator('input[name=p0_hours_6]');
    const drawing = page.locator('.tb-hours').first();
    await line.fill('9-12');
    await line.blur();
    if (test.info().project.name === 'phone') {
        // A phone keeps the lines.
        await expect(drawing).toBeHidden();
        return;
    }
    await inspect(page, 'hours-week-drawn');
    const saturday = drawing.locator('.tb-hours-day').nth(5);
    const bar = saturday.locator('.tb-hours-bar').first();
    await expect(bar).toHaveAttribute('aria-valuetext', '09:00-12:00');

    await bar.focus();
    await page.keyboard.press('ArrowDown');
    await expect(line).toHaveValue('09:15-12:15');
    await expect(bar).toBeFocused();
    await page.keyboard.press('Shift+ArrowDown');
    await expect(line).toHaveValue('09:15-12:30');

    const box = await bar.boundingBox();
    if (!box) throw new Error('the bar is not shown');
    // Half an hour further down, by its end and then as a whole; then another one is drawn below it.
    await page.mouse.move(box.x + 20, box.y + box.height - 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 20, box.y + box.height - 2 + 22, { steps: 4 });
    await page.mouse.up();
    await expect(line).toHaveValue('09:15-13:30');
    await page.mouse.move(box.x + 20, box.y + 30);
    await page.mouse.down();
    await page.mouse.move(box.x + 20, box.y + 30 - 11, { steps: 4 });
    await page.mouse.up();
    await expect(line).toHaveValue('08:45-13:00');
    const lower = box.y + box.height + 60;
    await page.mouse.move(box.x + 20, lower);
    await page.mouse.down();
    await page.mouse.move(box.x + 20, lower + 44, { steps: 4 });
    await page.mouse.up();
    await expect(saturday.locator('.tb-hours-bar')).toHaveCount(2);
    await expect(line).toHaveValue(/^08:45-13:00, \d\d:\d\d-\d\d:\d\d$/);
    await page.keyboard.press('Delete');
    await expect(line).toHaveValue('08:45-13:00');
    await page.keyboard.press('Delete');
    await expect(line).toHaveValue('');
    await saturday.locator('.tb-hours-add').click();
    await expect(line).toHaveValue('09:00-17:00');

    // What the drawing does not understand stays as it is typed.
    await line.fill('whenever');
    await line.blur();
    await expect(saturday.locator('.tb-hours-bar')).toHaveCount(0);
    await saturday.locator('.tb-hours-add').click();
    await expect(line).toHaveValue('whenever');
});

test('the preview is of the service that one chooses, and a day that is none is not answered for', async ({ page }) => {
    await openWeek(page);
    const choice = page.locator('select[name=service]');
    const names = await choice.locator('option').allTextContents();
    await choice.selectOption({ index: 1 });
    await expect(page.locator('#tb-preview')).toContainText(names[1] ?? '');
    await inspect(page, 'hours-week');
    await page.goto(office('/hours/why?day=2026-13-45&time=10:00'));
    await expect(page.locator('.tb-error')).toContainText('2026-13-45');
    await expect(page.locator('#tb-answer')).toHaveCount(0);
    await inspect(page, 'hours-why-wrong-day');
    await page.goto(office('/hours/time-off'));
    await page.locator('summary', { hasText: 'Other hours on one day' }).click();
    await inspect(page, 'hours-time-off');
});
