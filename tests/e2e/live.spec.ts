// Open pages of the back office hear of what others do, at once.
import { type Browser, expect, type Page, test } from '@playwright/test';
import { book, inspect, somebody } from './helpers';
import { office, owner, signInAsOwner, submit } from './office';

interface Heard {
    provider: string | null;
    day: string | null;
    at: number;
}
declare global {
    interface Window {
        heard: Heard[];
    }
}

const day = '2031-03-05';

// Opens a page that listens, and keeps what it hears.
async function listen(page: Page): Promise<void> {
    await page.addInitScript(() => {
        window.heard = [];
        document.addEventListener('timebok:changed', (event) => {
            const { provider, day: on } = (event as CustomEvent<Heard>).detail;
            window.heard.push({ provider, day: on, at: Date.now() });
        });
    });
    await page.goto(office(`/days/${day}?lang=en`));
}

const heard = (page: Page) => page.evaluate(() => window.heard);

async function expectToHear(page: Page, since: number, what: (heard: Heard) => boolean): Promise<Heard> {
    await expect.poll(async () => (await heard(page)).filter((each) => each.at >= since).some(what)).toBe(true);
    const found = (await heard(page)).filter((each) => each.at >= since).find(what);
    if (!found) throw new Error('heard nothing');
    return found;
}

async function withStranger(browser: Browser, act: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext();
    await act(await context.newPage());
    await context.close();
}

test('a booking on the public page is heard in the office within two seconds', async ({ page, browser }) => {
    await signInAsOwner(page);
    await listen(page);
    // Its own beginning, from which on nothing is missed.
    await expect.poll(async () => (await heard(page)).length).toBeGreaterThan(0);
    await withStranger(browser, async (stranger) => {
        await book(stranger, somebody(), owner.business);
        const booked = Date.now();
        const change = await expectToHear(page, 0, (each) => each.provider !== null);
        expect(change.at - booked).toBeLessThan(2_000);
        expect(change.day).toMatch(/^\d{4}-\d\d-\d\d$/);
    });
});

test('all tabs of a browser hear by the one stream of it, and go on when its tab is closed', async ({ page, context }) => {
    await signInAsOwner(page);
    await listen(page);
    await expect.poll(async () => (await heard(page)).length).toBeGreaterThan(0);
    // The stream of the first tab is there; every further one is counted.
    const streams: string[] = [];
    context.on('request', (request) => {
        if (request.url().endsWith('/office/live')) streams.push(request.url());
    });
    const second = await context.newPage();
    await listen(second);
    const third = await context.newPage();
    await listen(third);

    const note = `Heard by ${test.info().project.name} ${Date.now()}`;
    const add = async (tab: Page, text: string): Promise<void> => {
        await tab.goto(office(`/days/${day}?lang=en`));
        await tab.locator('#f-text').fill(text);
        await submit(tab, 'Add the note');
        await expect(tab.locator('.alert-success')).toBeVisible();
    };
    let since = Date.now();
    await add(third, note);
    await expectToHear(second, since, () => true);
    await expectToHear(page, since, () => true);
    expect(streams).toEqual([]);

    // The reader goes; another tab reads from then on.
    await page.close();
    await expect.poll(() => streams.length).toBeGreaterThan(0);
    since = Date.now();
    await add(third, `${note} again`);
    await expectToHear(second, since, () => true);

    for (const text of [note, `${note} again`]) {
        const row = third.locator('li.tb-row', { has: third.locator('.tb-note-text', { hasText: new RegExp(`^${text}$`) }) });
        await row.locator('summary').click();
        await row.getByRole('button', { name: 'Remove the note' }).click();
        await expect(third.locator('.alert-success')).toBeVisible();
    }
});

test('a note is put on a day, changed and taken away', async ({ page }) => {
    const name = `${test.info().project.name} ${Date.now()}`;
    await signInAsOwner(page);
    await page.goto(office('/days/2031-03-06?lang=en'));
    await inspect(page, 'day-empty');
    await submit(page, 'Add the note');
    await page.locator('#f-text').fill(`The lift is being repaired; ${name}`);
    await page.locator('#f-whom').selectOption({ index: 1 });
    await submit(page, 'Add the note');
    await expect(page.locator('.alert-success')).toContainText('Added');
    const row = page.locator('li.tb-row', { hasText: name });
    await row.locator('summary').click();
    await inspect(page, 'day-note');
    await row.locator('textarea').fill(`The lift works again; ${name}`);
    await row.getByRole('button', { name: 'Save' }).click();
    await expect(page.locator('main')).toContainText(`The lift works again; ${name}`);
    await row.locator('summary').click();
    await row.getByRole('button', { name: 'Remove the note' }).click();
    await expect(page.locator('main')).not.toContainText(name);
});
