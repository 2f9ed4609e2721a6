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

    // To the day before by the keyboard, back by the mouse, and not where it does not fit.
    const friday = drawing.locator('.tb-hours-day').nth(4);
    const lineBefore = page.locator('input[name=p0_hours_5]');
    await lineBefore.fill('18-20');
    await lineBefore.blur();
    await saturday.locator('.tb-hours-bar').first().focus();
    await page.keyboard.press('ArrowLeft');
    await expect(lineBefore).toHaveValue('09:00-17:00, 18:00-20:00');
    await expect(line).toHaveValue('');
    const moved = friday.locator('.tb-hours-bar').first();
    await expect(moved).toBeFocused();
    const from = await moved.boundingBox();
    const to = await saturday.locator('.tb-hours-box').boundingBox();
    if (!from || !to) throw new Error('the days are not shown');
    await page.mouse.move(from.x + 10, from.y + 40);
    await page.mouse.down();
    await page.mouse.move(to.x + 10, from.y + 40 + 22, { steps: 6 });
    await expect(saturday.locator('.tb-hours-bar')).toHaveCount(1);
    await expect(line, 'nothing is written before it is let go').toHaveValue('');
    await page.mouse.up();
    await expect(line).toHaveValue('10:00-18:00');
    await expect(lineBefore).toHaveValue('18:00-20:00');
    await lineBefore.fill('8-13, 14-20');
    await lineBefore.blur();
    await saturday.locator('.tb-hours-bar').first().focus();
    await page.keyboard.press('ArrowLeft');
    await expect(line, 'it does not fit there').toHaveValue('10:00-18:00');
    await lineBefore.fill('by appointment');
    await lineBefore.blur();
    await saturday.locator('.tb-hours-bar').first().focus();
    await page.keyboard.press('ArrowLeft');
    await expect(line).toHaveValue('10:00-18:00');
    await expect(lineBefore, 'what is typed stays the truth').toHaveValue('by appointment');
    await lineBefore.fill('');
    await lineBefore.blur();

    // By a finger.
    const finger = await page.context().newCDPSession(page);
    const lowest = await saturday.locator('.tb-hours-bar').first().boundingBox();
    const other = await friday.locator('.tb-hours-box').boundingBox();
    if (!lowest || !other) throw new Error('the days are not shown');
    const touch = (type: string, x: number, y: number) =>
        finger.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] } as never);
    const y = lowest.y + 40;
    await touch('touchStart', lowest.x + 10, y);
    for (let i = 1; i <= 5; i++) await touch('touchMove', lowest.x + 10 + ((other.x - lowest.x) * i) / 5, y);
    await touch('touchEnd', 0, 0);
    await expect(lineBefore).toHaveValue('10:00-18:00');
    await expect(line).toHaveValue('');
    await saturday.locator('.tb-hours-add').click();

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
