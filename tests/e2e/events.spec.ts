// A workshop is announced, three tickets are bought at once, one is cancelled, and then the whole with all told.
import { expect, type Page, test } from '@playwright/test';
import { confirm, inspect, openFarDay, somebody, times } from './helpers';
import { countOfMails } from './mail';
import { office, owner, signInAsOwner, submit } from './office';

// A Saturday evening far ahead, at which nobody works.
function saturdayAhead(): string {
    const day = new Date(Date.now() + 200 * 86_400_000);
    day.setUTCDate(day.getUTCDate() + ((6 - day.getUTCDay() + 7) % 7));
    return `${day.toISOString().slice(0, 10)}T19:00`;
}

interface Announced {
    name: string;
    dates: string[];
    places: number;
}

async function announce(page: Page, event: Announced): Promise<string> {
    await page.goto(office('/events/new?lang=en'));
    await page.locator('input[name^=name_]').first().fill(event.name);
    for (const [n, at] of event.dates.entries()) await page.locator(`#f-date_${n + 1}`).fill(at);
    await page.locator('#f-capacity').fill(String(event.places));
    await page.locator('#f-price').fill('45');
    await submit(page, 'Save as a draft');
    await expect(page.locator('.alert-success')).toBeVisible();
    await submit(page, 'Publish');
    await expect(page.locator('.alert-success')).toBeVisible();
    return new URL(page.url()).pathname;
}

async function callOff(page: Page, event: string): Promise<void> {
    await page.goto(`${event}/cancellation?lang=en`);
    await submit(page, 'Cancel the event');
    await expect(page.locator('.alert-success')).toBeVisible();
}

async function makeWorkshop(page: Page, name: string, at: string): Promise<void> {
    await page.goto(office('/events?lang=en'));
    await inspect(page, 'office-events');
    await page.getByRole('link', { name: 'New event' }).click();
    await inspect(page, 'office-event-new');
    await submit(page, 'Save as a draft');
    await expect(page.locator('[aria-invalid=true]').first()).toBeVisible();
    await inspect(page, 'office-event-new-wrong');
    await page.locator('input[name^=name_]').first().fill(name);
    await page.locator('#f-date_1').fill(at);
    await page.locator('#f-capacity').fill('30');
    await page.locator('#f-price').fill('45');
    await submit(page, 'Save as a draft');
    await expect(page.locator('.alert-success')).toBeVisible();
    await expect(page.locator('main')).toContainText('0 of 30 places taken');
    await inspect(page, 'office-event-draft');
}

test('a workshop is published, booked with three tickets and cancelled', async ({ page, browser }, info) => {
    test.setTimeout(240_000);
    const books = somebody();
    const name = `Workshop ${info.project.name} ${Date.now()}`;
    await signInAsOwner(page);
    await makeWorkshop(page, name, saturdayAhead());
    const event = new URL(page.url()).pathname;
    const shown = event.replace('/office/', '/');

    const context = await browser.newContext({ locale: 'en-GB' });
    const visitor = await context.newPage();
    // A draft is the staff's alone.
    expect((await visitor.goto(shown))?.status()).toBe(404);

    await submit(page, 'Publish');
    await expect(page.locator('.alert-success')).toBeVisible();
    await inspect(page, 'office-event');

    await visitor.goto(`/${owner.business}?lang=en`);
    await visitor.getByRole('link', { name: 'Events' }).click();
    await inspect(visitor, 'events');
    await visitor.getByRole('link', { name }).click();
    await expect(visitor.locator('main')).toContainText('30 places left');
    await inspect(visitor, 'event');
    await visitor.locator('select[name=tickets]').selectOption('3');
    await visitor.getByRole('button', { name: 'Book' }).click();
    await inspect(visitor, 'event-tickets');
    await confirm(visitor).click();
    await expect(visitor.locator('#tb-attendee_2')).toHaveAttribute('aria-invalid', 'true');
    await inspect(visitor, 'event-tickets-wrong');
    await visitor.locator('#tb-name').fill(books.name);
    await visitor.locator('#tb-surname').fill(books.surname);
    await visitor.locator('#tb-email').fill(books.email);
    await visitor.locator('#tb-attendee_2').fill('Ola Nordmann');
    await visitor.locator('#tb-attendee_3').fill('Eli Nordmann');
    await visitor.locator('#tb-consent').check();
    await confirm(visitor).click();
    await expect(visitor.locator('.alert-success')).toBeVisible();
    await expect(visitor.locator('main')).toContainText(name);

    await page.goto(`${event}?lang=en`);
    await expect(page.locator('main')).toContainText('3 of 30 places taken');
    await countOfMails(books.email, 1);

    // One of the three stays away; the others keep their places.
    await visitor.locator('main .tb-list .tb-row a').first().click();
    await visitor.getByRole('link', { name: 'Cancel the appointment' }).click();
    await confirm(visitor).click();
    await expect(visitor.locator('.alert-success')).toBeVisible();
    await page.reload();
    await expect(page.locator('main')).toContainText('2 of 30 places taken');

    const told = 2; // one confirmation of all three, and the cancellation
    await countOfMails(books.email, told);
    await page.getByRole('link', { name: 'Cancel the event' }).click();
    await expect(page.locator('main')).toContainText('2 bookings are cancelled with it.');
    await inspect(page, 'office-event-cancellation');
    await submit(page, 'Cancel the event');
    await expect(page.locator('.alert-success')).toBeVisible();
    await inspect(page, 'office-event-cancelled');
    await countOfMails(books.email, told + 2);
    await visitor.goto(shown);
    await expect(visitor.locator('main')).toContainText('This event was cancelled.');
    await context.close();
});

// Dates of its own for each project, at which nobody else has the leader.
function sundaysAhead(project: string): string[] {
    const first = new Date(Date.now() + (project === 'phone' ? 330 : 260) * 86_400_000);
    first.setUTCDate(first.getUTCDate() + ((7 - first.getUTCDay()) % 7));
    const second = new Date(first.getTime() + 14 * 86_400_000);
    return [first, second].map((day) => `${day.toISOString().slice(0, 10)}T18:00`);
}

test('a sold-out date is waited for, and a ticket is moved to the other one', async ({ page, browser }, info) => {
    test.setTimeout(240_000);
    const books = somebody();
    const waits = somebody();
    // As long as a name may be, in words that no line has room for.
    const name = `Donaudampfschifffahrtselektrizitätenhauptbetriebswerk ${info.project.name} ${Date.now()}`;
    await signInAsOwner(page);
    const event = await announce(page, { name, dates: sundaysAhead(info.project.name), places: 1 });
    try {
        await inspect(page, 'office-event-long');
        const shown = event.replace('/office/', '/');
        const context = await browser.newContext({ locale: 'en-GB' });
        const visitor = await context.newPage();
        await visitor.goto(shown);
        await visitor.getByRole('button', { name: 'Book' }).first().click();
        await visitor.locator('#tb-name').fill(books.name);
        await visitor.locator('#tb-surname').fill(books.surname);
        await visitor.locator('#tb-email').fill(books.email);
        await visitor.locator('#tb-consent').check();
        await inspect(visitor, 'event-tickets-long');
        await confirm(visitor).click();
        await expect(visitor.locator('.alert-success')).toBeVisible();
        await inspect(visitor, 'event-booked-long');
        const manage = new URL(visitor.url()).pathname;

        await visitor.goto(`${shown}?lang=nl`);
        await inspect(visitor, 'event-sold-out-nl');
        await visitor.goto(`/${owner.business}/events?lang=nb`);
        await inspect(visitor, 'events-nb');
        await visitor.goto(`${shown}?lang=en`);
        await expect(visitor.locator('main')).toContainText('Sold out');
        await visitor.getByRole('link', { name: 'Join the waiting list' }).click();
        await inspect(visitor, 'event-waiting');
        await confirm(visitor).click();
        await expect(visitor.locator('.is-invalid').first()).toBeVisible();
        await visitor.locator('#tb-name').fill(waits.name);
        await visitor.locator('#tb-surname').fill(waits.surname);
        await visitor.locator('#tb-email').fill(waits.email);
        await visitor.locator('#tb-consent').check();
        await confirm(visitor).click();
        await expect(visitor.getByRole('heading', { name: 'You are on the waiting list' })).toBeVisible();
        await countOfMails(waits.email, 1);
        await page.goto(office('/waiting?lang=en'));
        await expect(page.locator('main')).toContainText(name);

        // Another date of the same event, and nothing else, is what it can be moved to.
        await visitor.goto(`${manage}/reschedule?lang=en`);
        await inspect(visitor, 'event-move');
        await openFarDay(visitor, 1);
        await times(visitor).first().click();
        await inspect(visitor, 'event-move-confirm');
        await confirm(visitor).click();
        await expect(visitor.locator('.alert-success')).toBeVisible();
        await page.goto(`${event}?lang=en`);
        await expect(page.locator('main')).toContainText('1 of 1 places taken');
        await context.close();

        // Found by the name of who comes.
        await page.goto(office(`/search?lang=en&q=${encodeURIComponent(books.surname)}`));
        await inspect(page, 'office-search-tickets');
    } finally {
        await callOff(page, event);
    }
});
