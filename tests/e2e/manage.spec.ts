import { expect, type Page } from '@playwright/test';
import { book, chooseAnotherDay, confirm, inspect, status, takeTheTime, test } from './helpers';

async function calendarFile(page: Page, manage: string): Promise<string> {
    const answer = await page.request.get(`${manage}/calendar.ics`);
    expect(answer.status()).toBe(200);
    expect(answer.headers()['content-type']).toContain('text/calendar');
    return answer.text();
}

// Of the event; the zone before it has lines of the same names.
function line(file: string, name: string): string | undefined {
    return file
        .slice(file.indexOf('BEGIN:VEVENT'))
        .split(/\r?\n/)
        .find((each) => each.startsWith(name));
}

async function openMove(page: Page, manage: string): Promise<void> {
    await page.goto(manage);
    await page.locator(`a[href$="/reschedule"]`).click();
    await expect(page.locator('.tb-month')).toBeAttached();
}

test('the calendar file downloads, with a stable UID', async ({ page }) => {
    const manage = await book(page);
    const download = page.waitForEvent('download');
    await page.locator('a[href$="calendar.ics"]').click();
    expect((await download).suggestedFilename()).toBe('studio-lind.ics');
    const file = await calendarFile(page, manage);
    expect(file).toContain('BEGIN:VEVENT');
    expect(file).toContain('TZID=Europe/Oslo');
    expect(line(await calendarFile(page, manage), 'UID')).toBe(line(file, 'UID'));
});

test('an appointment is moved through the same calendar', { tag: '@date' }, async ({ page }) => {
    const manage = await book(page);
    const before = await calendarFile(page, manage);
    await openMove(page, manage);
    await inspect(page, 'move');
    await chooseAnotherDay(page);
    await expect(confirm(page)).toBeVisible();
    await inspect(page, 'move-confirm');
    await confirm(page).click();
    await expect(page.locator('.alert-success')).toBeVisible();
    await inspect(page, 'moved');
    const after = await calendarFile(page, manage);
    expect(line(after, 'UID')).toBe(line(before, 'UID'));
    expect(line(after, 'DTSTART')).not.toBe(line(before, 'DTSTART'));
    expect(line(before, 'SEQUENCE')).toBe('SEQUENCE:0');
    expect(line(after, 'SEQUENCE')).toBe('SEQUENCE:1');
});

test('when the new time went meanwhile, the nearest are offered and the old one is kept', async ({ page }) => {
    const manage = await book(page);
    await openMove(page, manage);
    await chooseAnotherDay(page);
    await expect(confirm(page)).toBeVisible();
    await takeTheTimeOfMove(page);
    await confirm(page).click();
    await expect(page.locator('.alert-warning')).toBeVisible();
    await expect(page.locator('.tb-choice').first()).toBeVisible();
    await inspect(page, 'move-gone');
    await page.locator('.tb-choice').first().click();
    await confirm(page).click();
    await expect(page.locator('.alert-success')).toBeVisible();
});

// The form of a move names no service, so it is looked up in the first of the business that the booking was made of.
async function takeTheTimeOfMove(page: Page): Promise<void> {
    const answer = await page.request.get('/api/v1/studio-lind/services');
    const { services } = (await answer.json()) as { services: { id: string; name: string }[] };
    const name = await page.locator('main form h2').first().textContent();
    const id = services.find((each) => each.name === name?.trim())?.id ?? services[0]?.id ?? '';
    await page.locator('main form').evaluate((form, value) => {
        const input = document.createElement('input');
        Object.assign(input, { type: 'hidden', name: 'service', value });
        form.append(input);
    }, id);
    await takeTheTime(page);
    await page.locator('input[name=service]').evaluate((input) => input.remove());
}

test('an appointment is cancelled, once', async ({ page }) => {
    const manage = await book(page);
    await page.goto(manage);
    await page.locator('a[href$="/cancellation"]').click();
    await expect(confirm(page)).toBeVisible();
    await inspect(page, 'cancel');
    await confirm(page).click();
    await expect(page.locator('.tb-status-cancelled')).toBeVisible();
    await expect(page.locator('.alert-success')).toBeVisible();
    await inspect(page, 'cancelled');
    expect(await calendarFile(page, manage)).toContain('STATUS:CANCELLED');
    for (const address of ['/reschedule', '/cancellation']) {
        const answer = await page.goto(manage + address);
        expect(answer?.status()).toBe(409);
        await expect(page.locator('.tb-status-cancelled')).toBeVisible();
        await expect(confirm(page)).toHaveCount(0);
    }
});

test('no GET or HEAD of a manage address changes anything', async ({ page }) => {
    const manage = await book(page);
    const before = await calendarFile(page, manage);
    for (const address of [
        '',
        '?new=1',
        '?moved=1',
        '?cancelled=1',
        '/calendar.ics',
        '/reschedule',
        '/cancellation',
        '/cancellation?yes=1',
    ]) {
        for (const method of ['GET', 'HEAD']) {
            const answer = await page.request.fetch(manage + address, { method });
            expect(answer.status(), `${method} ${address}`).toBe(200);
        }
    }
    await page.goto(manage);
    await expect(status(page)).not.toHaveClass(/cancelled/);
    expect(await calendarFile(page, manage)).toBe(before);
});

test('the page behind the link is told to nobody', async ({ page }) => {
    const manage = await book(page);
    const answer = await page.request.get(manage);
    expect(answer.headers()['referrer-policy']).toBe('no-referrer');
    expect(answer.headers()['cache-control']).toContain('no-store');
    expect(answer.headers()['content-security-policy']).not.toContain('unsafe');
    await page.goto(manage);
    await expect(page.locator('meta[name=robots]')).toHaveAttribute('content', /noindex/);
});
