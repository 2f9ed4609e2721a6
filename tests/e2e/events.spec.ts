// A workshop is announced, three tickets are bought at once, one is cancelled, and then the whole with all told.
import { expect, type Page, test } from '@playwright/test';
import { confirm, inspect, somebody } from './helpers';
import { countOfMails } from './mail';
import { office, owner, signInAsOwner, submit } from './office';

// A Saturday evening far ahead, at which nobody works.
function saturdayAhead(): string {
    const day = new Date(Date.now() + 200 * 86_400_000);
    day.setUTCDate(day.getUTCDate() + ((6 - day.getUTCDay() + 7) % 7));
    return `${day.toISOString().slice(0, 10)}T19:00`;
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
