// A series of twelve, of which one date is a holiday and one is taken; moved from one on, and cancelled from one on.
import { expect, type Page, test } from '@playwright/test';
import { inspect, type Person, somebody, times } from './helpers';
import { linkTo, mailsTo } from './mail';
import { office, owner, signInAsOwner, submit } from './office';

const dayAfter = (day: string, days: number) => new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

// A free time from that day on, and its day.
async function findFree(page: Page, day: string): Promise<string> {
    for (let ahead = 0; ahead < 14; ahead++) {
        const asked = dayAfter(day, ahead);
        await page.goto(office(`/bookings/new?day=${asked}&lang=en`));
        if ((await times(page).count()) > 2) return asked;
    }
    throw new Error(`no free time from ${day} on`);
}

async function bookFor(page: Page, person: Person): Promise<void> {
    await page.locator('#f-name').fill(person.name);
    await page.locator('#f-surname').fill(person.surname);
    await page.locator('#f-email').fill(person.email);
    await submit(page, 'Book the appointment');
    await expect(page.locator('.alert-success')).toContainText('booked');
}

test('a series of twelve is booked around a holiday and what is taken, moved and cancelled', async ({ page }, info) => {
    test.setTimeout(240_000);
    const patient = somebody();
    const other = somebody();
    await signInAsOwner(page);
    await page.goto(office('/bookings/new?lang=en'));
    const today = await page.locator('#tb-day').inputValue();
    // Each project has weeks of its own, far behind those of the other journeys.
    const first = await findFree(page, dayAfter(today, info.project.name === 'phone' ? 390 : 300));
    const address = (await times(page).nth(1).getAttribute('href')) ?? '';
    const holiday = dayAfter(first, 7);
    await page.goto(address);
    await bookFor(page, patient);
    const booked = page.url().split('?')[0];
    await expect.poll(() => mailsTo(patient.email).length, { timeout: 60_000 }).toBe(1);

    // Two weeks later somebody else has the time.
    await page.goto(office(`/bookings/new?day=${dayAfter(first, 14)}`));
    await times(page).nth(1).click();
    await bookFor(page, other);

    await page.goto(office('/hours/time-off'));
    await page.locator('#f-first').fill(holiday);
    await page.locator('#f-reason').fill('Series holiday');
    await submit(page, 'Add');
    try {
        await page.goto(booked);
        await page.getByRole('link', { name: 'Repeat' }).click();
        await inspect(page, 'series-rule');
        await page.locator('#f-times').fill('200');
        await submit(page, 'Show the dates');
        await expect(page.locator('.tb-error').first()).toBeVisible();
        await inspect(page, 'series-rule-wrong');
        await page.locator('#f-times').fill('12');
        await submit(page, 'Show the dates');
        await expect(page.locator('.tb-dates > li')).toHaveCount(11);
        await inspect(page, 'series-table');
        await submit(page, 'Book all of them');
        await expect(page.locator('.alert-danger')).toContainText('each date that is not free');
        await inspect(page, 'series-table-open');
        // The holiday goes to another day, what is taken is left out.
        const closed = page.locator('#tb-row_2');
        await closed.selectOption({ index: 1 });
        const taken = page.locator('#tb-row_3');
        await taken.selectOption('out');
        await submit(page, 'Book all of them');
        await expect(page.locator('.alert-success')).toBeVisible();
        await expect(page.locator('.tb-list > li')).toHaveCount(11);
        await inspect(page, 'series');
        const series = page.url().split('?')[0];
        await expect.poll(() => mailsTo(patient.email).length, { timeout: 60_000 }).toBe(2);

        // From the fifth on they go to weeks behind all others.
        await page.locator('.tb-list > li a').nth(4).click();
        await expect(page.getByRole('heading', { name: 'Series' })).toBeVisible();
        await inspect(page, 'series-booking');
        await page.getByRole('link', { name: 'Move this and the following' }).click();
        await inspect(page, 'series-move');
        const day = await page.locator('#f-day').inputValue();
        await page.locator('#f-day').fill(dayAfter(day, 7 * 20));
        await submit(page, 'Show the dates');
        await inspect(page, 'series-move-table');
        await submit(page, 'Move all of them');
        await expect(page.locator('.alert-success')).toBeVisible();
        await expect.poll(() => mailsTo(patient.email).length, { timeout: 60_000 }).toBe(3);

        // And from the ninth on they are cancelled.
        await page.locator('.tb-list > li a').nth(8).click();
        await page.getByRole('link', { name: 'Cancel this and the following' }).click();
        await inspect(page, 'series-cancel');
        await submit(page, 'Cancel these appointments');
        await expect(page).toHaveURL(new RegExp(series.replace(/.*\/office/, '/office')));
        await expect(page.locator('.tb-status-cancelled')).toHaveCount(3);
        await expect.poll(() => mailsTo(patient.email).length, { timeout: 60_000 }).toBe(4);
        await page.getByRole('link', { name: 'Extend' }).click();
        await inspect(page, 'series-extend');
    } finally {
        await page.goto(office('/hours/time-off'));
        await page.getByRole('listitem').filter({ hasText: 'Series holiday' }).getByRole('button').first().click();
    }
});

async function letCustomersRepeat(page: Page, service: string, most: string): Promise<void> {
    await page.goto(`${service}?lang=en`);
    await page.locator('#f-series_max').fill(most);
    await page.locator('form[action$="/series"] button[type=submit]').click();
    await expect(page.locator('.alert-success')).toBeVisible();
}

test('a customer repeats an appointment of theirs on two weekdays and finds it as one', async ({ page, browser }, info) => {
    test.setTimeout(240_000);
    const patient = somebody();
    await signInAsOwner(page);
    await page.goto(office('/bookings/new?lang=en'));
    const today = await page.locator('#tb-day').inputValue();
    await findFree(page, dayAfter(today, info.project.name === 'phone' ? 24 : 17));
    const address = (await times(page).nth(1).getAttribute('href')) ?? '';
    const service = office(`/services/${new URL(address, 'http://localhost').searchParams.get('service')}`);
    await letCustomersRepeat(page, service, '12');
    const context = await browser.newContext({ locale: 'en-GB' });
    try {
        await page.goto(address);
        await bookFor(page, patient);
        const visitor = await context.newPage();
        await visitor.goto(`/${owner.business}/sign-in?lang=en`);
        await visitor.locator('#tb-email').fill(patient.email);
        await visitor.locator('button[formaction$="/sign-in/link"]').click();
        await visitor.goto(await linkTo(patient.email, /\/access\//));
        await visitor.locator('main form button[type=submit]').first().click();
        await visitor.locator('.tb-row-title a').first().click();
        await visitor.getByRole('link', { name: 'Repeat' }).click();
        await expect(visitor.locator('input[name^=weekdays_]:checked')).toHaveCount(1);
        await visitor.locator('input[name^=weekdays_]:not(:checked)').first().check();
        await visitor.locator('#tb-times').fill('1');
        await submit(visitor, 'Show the dates');
        await expect(visitor.locator('.is-invalid, .invalid-feedback').first()).toBeVisible();
        await inspect(visitor, 'panel-series-rule-wrong');
        await visitor.locator('#tb-times').fill('4');
        await submit(visitor, 'Show the dates');
        await inspect(visitor, 'panel-series-table');
        // What is not free is left out.
        for (const row of await visitor.locator('.tb-dates select').all())
            if ((await row.inputValue()) === '') await row.selectOption('out');
        await submit(visitor, 'Book all of them');
        await expect(visitor.locator('.alert-success')).toBeVisible();
        await inspect(visitor, 'panel-series');
        const file = visitor.waitForEvent('download');
        await visitor.getByRole('link', { name: 'Add all dates to your calendar' }).click();
        expect((await file).suggestedFilename()).toBe(`${owner.business}.ics`);

        await visitor.goto(`/${owner.business}/my?lang=en`);
        await expect(visitor.locator('.tb-row-title')).toHaveCount(1);
        await visitor.locator('.tb-others summary').click();
        await inspect(visitor, 'panel-series-card');
        await visitor.goto(`/${owner.business}/my?lang=pt-BR`);
        await inspect(visitor, 'panel-series-card-pt');
        await visitor.locator('.tb-others summary').click();
        await visitor.locator('.tb-others ol + a').click();
        await inspect(visitor, 'panel-series-pt');
        await visitor.locator('button[name=reach][value=all]').click();
        await expect(visitor.locator('.tb-status-cancelled').first()).toBeVisible();
        await inspect(visitor, 'panel-series-cancelled');
    } finally {
        await letCustomersRepeat(page, service, '');
        await context.close();
    }
});
