// A week of a yoga studio: classes are planned, filled and waited for; who cancels makes room for the next in line; a class
// to which too few come is cancelled and all are told; and who comes is checked in on the phone.
import { type Browser, expect, type Page, test } from '@playwright/test';
import { confirm, fillIn, inspect, manageUrl, type Person, programNow, somebody, times } from './helpers';
import { countOfMails, linkTo, mailsTo } from './mail';
import { office, owner, signInAsOwner, submit } from './office';

const day = 86_400_000;

async function asVisitor<T>(browser: Browser, what: (page: Page) => Promise<T>): Promise<T> {
    const context = await browser.newContext({ locale: 'en-GB' });
    const result = await what(await context.newPage());
    await context.close();
    return result;
}

// By the clock on the wall of the business.
function wall(ms: number): { day: string; time: string } {
    const [date = '', time = ''] = new Intl.DateTimeFormat('sv-SE', {
        timeZone: 'Europe/Oslo',
        dateStyle: 'short',
        timeStyle: 'short',
    })
        .format(new Date(ms))
        .split(' ');
    return { day: date, time };
}

async function offerBetween(page: Page, from: number, until: number): Promise<void> {
    await page.goto(office('/settings/waiting-list?lang=en'));
    await page.locator('#f-offers_from_hour').fill(String(from));
    await page.locator('#f-offers_until_hour').fill(String(until));
    await submit(page, 'Save');
    await expect(page.locator('.alert-success')).toBeVisible();
}

// A service for classes at fixed times with two places. Returns its page.
async function makeService(page: Page, name: string): Promise<string> {
    await page.goto(office('/services?lang=en'));
    await page.locator('#f-name').fill(name);
    await page.locator('#f-duration').fill('60');
    await page.locator('#f-price').fill('20');
    await page.keyboard.press('Enter');
    await page.locator('.tb-order-row', { hasText: name }).locator('a').click();
    await page.locator('details', { has: page.locator('#f-capacity') }).locator('summary').click();
    await page.locator('#f-capacity').fill('2');
    await page.locator('#f-decided_before').fill('720');
    await page.locator('input[name="times"][value="sessions"]').check();
    await page.locator('.tb-save button').click();
    await expect(page.locator('[role=status]')).toBeVisible();
    return page.url();
}

// The page of a class that is put into the calendar.
async function plan(page: Page, name: string, at: { day: string; time: string }): Promise<string> {
    await page.goto(office('/groups/new?lang=en'));
    await page.locator('#f-service').selectOption({ label: name });
    await page.locator('#f-day').fill(at.day);
    await page.locator('#f-time').fill(at.time);
    await page.locator('#f-duration').fill('60');
    await page.locator('#f-capacity').fill('2');
    await page.locator('#f-location').selectOption({ index: 1 });
    await page.locator('input[name="outside_hours"]').check();
    await submit(page, 'See what is free');
    await submit(page, 'Put these into the calendar');
    await expect(page.locator('.alert-success')).toBeVisible();
    return new URL(page.url()).pathname;
}

async function openDay(visitor: Page, name: string, on: string): Promise<void> {
    await visitor.goto(`/${owner.business}?lang=en`);
    await visitor.getByRole('link', { name }).first().click();
    await expect(visitor.locator('.tb-steps [aria-current=step]')).toBeAttached();
    if ((await visitor.locator('.tb-month').count()) === 0) await visitor.locator('a.tb-link').first().click();
    await expect(visitor.locator('.tb-month')).toBeAttached();
    const there = new URL(visitor.url());
    there.searchParams.set('day', on);
    await visitor.goto(there.href);
}

// The page where they look after the place that they booked.
async function book(browser: Browser, name: string, on: string, who: Person): Promise<string> {
    return asVisitor(browser, async (visitor) => {
        await openDay(visitor, name, on);
        await times(visitor).first().click();
        await fillIn(visitor, who);
        await confirm(visitor).click();
        await expect(visitor.locator('.alert-success')).toBeVisible();
        return manageUrl(visitor);
    });
}

async function wait(browser: Browser, service: string, on: string, who: Person): Promise<void> {
    await asVisitor(browser, async (visitor) => {
        await visitor.goto(`/${owner.business}/waiting?service=${service}&day=${on}&lang=en`);
        await visitor.locator('#tb-name').fill(who.name);
        await visitor.locator('#tb-surname').fill(who.surname);
        await visitor.locator('#tb-email').fill(who.email);
        await visitor.locator('#tb-consent').check();
        await confirm(visitor).click();
        await expect(visitor.getByRole('heading', { name: 'You are on the waiting list' })).toBeVisible();
    });
}

test('the week of a yoga studio', async ({ page, browser }, info) => {
    test.setTimeout(360_000);
    const named = (surname: string): Person => ({ ...somebody(), surname });
    const name = `Yin ${Date.now()}`;
    await signInAsOwner(page);
    const service = await makeService(page, name);
    const id = service.split('/').pop()?.split('?')[0] ?? '';
    await offerBetween(page, 0, 24);
    const groups: string[] = [];
    try {
        // Three classes of the week, each at an hour at which nothing else is.
        const hour = info.project.name === 'phone' ? '04:00' : '02:30';
        const days = [16, 17, 18].map((ahead) => wall(programNow() + ahead * day).day);
        for (const on of days) groups.push(await plan(page, name, { day: on, time: hour }));
        const [first = '', second = '', third = ''] = groups;
        const [monday = '', tuesday = '', wednesday = ''] = days;

        const stays = named('Stays');
        const leaves = named('Leaves');
        const next = named('Next');
        const patient = named('Patient');
        await book(browser, name, monday, stays);
        const manage = await book(browser, name, monday, leaves);
        await wait(browser, id, monday, next);
        await book(browser, name, tuesday, named('Tuesday'));
        await book(browser, name, tuesday, named('Thyra'));
        await wait(browser, id, tuesday, patient);
        const alone = named('Alone');
        await book(browser, name, wednesday, alone);

        // The desk sees who waits for the day, and the way to the list.
        await page.goto(office(`/calendar?view=day&day=${tuesday}&lang=en`));
        await expect(page.locator('.tb-cal-rail')).toContainText(/(person waits|people wait) for a time on this day/);
        await inspect(page, 'studio-calendar');
        await page.goto(office(`/calendar?view=list&day=${tuesday}&lang=en`));
        await inspect(page, 'studio-list');

        // Who cancels makes room for the next in line, and for nobody else.
        await asVisitor(browser, async (visitor) => {
            await visitor.goto(`${manage}/cancellation`);
            await confirm(visitor).click();
            await expect(visitor.locator('.alert-success')).toBeVisible();
        });
        await countOfMails(next.email, 2);
        await page.goto(office(`/calendar?view=day&day=${monday}&lang=en`));
        await inspect(page, 'studio-offer');
        await page.goto(office(`/calendar?view=list&day=${monday}&lang=en`));
        await expect(page.locator('.tb-held-offer')).toContainText('offered to the waiting list');
        await inspect(page, 'studio-offer-list');
        await asVisitor(browser, async (visitor) => {
            await openDay(visitor, name, monday);
            await expect(visitor.locator(`.tb-times time[datetime^="${monday}"]`)).toHaveCount(0);
            await visitor.goto(new URL(await linkTo(next.email, /\/waiting\//)).pathname);
            await visitor.getByRole('button', { name: 'Book this time' }).click();
            await expect(visitor.locator('.alert-success')).toContainText('Your appointment is booked.');
        });
        await page.goto(`${first}?lang=en`);
        await expect(page.locator('.tb-list').first()).toContainText(next.surname);
        await expect(page.locator('.tb-list').first()).toContainText(stays.surname);
        await expect(page.locator('.tb-list').first()).not.toContainText(leaves.surname);
        expect(mailsTo(patient.email)).toHaveLength(1);

        // All of them are written to at once; each is alone in To.
        await page.getByRole('link', { name: 'Write to all' }).click();
        await expect(page.locator('main')).toContainText(stays.email);
        await inspect(page, 'group-message');
        await page.locator('#f-subject').fill('Mats');
        await submit(page, 'Send it to 2 people');
        await expect(page.locator('.tb-error, .is-invalid').first()).toBeVisible();
        await inspect(page, 'group-message-wrong');
        await page.locator('#f-text').fill('Bring a mat of your own.\n\nSee you on Monday.');
        await submit(page, 'Send it to 2 people');
        await expect(page.locator('.alert-success')).toContainText('on its way');
        for (const who of [stays, next]) {
            await expect.poll(() => mailsTo(who.email).filter((mail) => mail.subject === 'Mats').length, { timeout: 60_000 }).toBe(1);
            const mail = mailsTo(who.email).find((each) => each.subject === 'Mats');
            expect(mail?.text).toContain('Bring a mat of your own.');
            expect(mail?.to).toBe(who.email);
        }
        expect(mailsTo(leaves.email).filter((mail) => mail.subject === 'Mats')).toHaveLength(0);

        // The list for paper.
        await page.goto(`${first}/list?lang=en`);
        await inspect(page, 'group-paper');
        await page.emulateMedia({ media: 'print' });
        await page.pdf({ path: `test-results/shots/group-paper-${info.project.name}.pdf`, format: 'A4' });
        // As wide as A4.
        const size = page.viewportSize() ?? { width: 1280, height: 860 };
        await page.setViewportSize({ width: 794, height: 1123 });
        await page.screenshot({ path: `test-results/shots/group-paper-printed-${info.project.name}.png` });
        await page.setViewportSize(size);
        await page.emulateMedia({ media: 'screen' });

        // To the third too few come: it is cancelled, and all are told.
        await page.goto(`${third}?lang=en`);
        await page.locator('#f-minimum').fill('2');
        await page.locator('form', { has: page.locator('#f-minimum') }).locator('button[type=submit]').click();
        await expect(page.locator('.alert-success')).toBeVisible();
        await countOfMails(alone.email, 2);
        await page.goto(`${third}?lang=en`);
        await expect(page.locator('.tb-head')).toContainText('cancelled');
        await inspect(page, 'group-called-off');
        expect(mailsTo(stays.email).length).toBeLessThan(4);
        await page.goto(`${second}?lang=en`);
        await expect(page.locator('main')).toContainText('2 of 2 booked');

        // A class of today: two who come to the desk get a place, and are checked in, in Norwegian.
        const soon = wall(Math.floor(programNow() / 60_000) * 60_000 + 40 * 60_000);
        await page.goto(office(`/bookings/new?service=${id}&day=${soon.day}&time=${soon.time}&lang=en`));
        await page.locator('#f-name').fill('Ida');
        await submit(page, 'Book');
        // What is in the way at that hour depends on the day.
        for (let asked = 0; asked < 2 && !page.url().includes('done=booked'); asked += 1) {
            const why = page.locator('#f-overbooking');
            if ((await why.count()) > 0) await why.fill('The studio has two rooms.');
            await submit(page, 'Book it');
        }
        await expect(page.locator('.alert-success')).toContainText('booked');
        await page.getByRole('link', { name: 'Who comes' }).click();
        await page.getByRole('link', { name: 'Add someone' }).waitFor();
        const today = new URL(page.url()).pathname;
        groups.push(today);
        await page.getByRole('link', { name: 'Add someone' }).click();
        await page.locator('#f-name').fill('Ola');
        await submit(page, 'Book');
        await expect(page.locator('.alert-success')).toContainText('booked');
        await page.goto(`${today}?lang=nb`);
        await inspect(page, 'group-check-in');
        await page.locator('.tb-list > li', { hasText: 'Ida' }).locator('button[value=completed]').click();
        await expect(page.locator('.tb-list .tb-status-completed')).toHaveCount(1);
        await page.locator('.tb-list > li', { hasText: 'Ola' }).locator('button[value=completed]').click();
        await expect(page.locator('.tb-list .tb-status-completed')).toHaveCount(2);
        await inspect(page, 'group-checked-in');
    } finally {
        for (const group of groups) {
            await page.goto(`${group}?lang=en`);
            if ((await page.locator('button', { hasText: 'Cancel the whole group' }).count()) === 0) continue;
            await submit(page, 'Cancel the whole group');
            await expect(page.locator('main').first()).toBeVisible();
        }
        await page.goto(`${service}?lang=en`);
        // The other journeys see the services that they know.
        await page.locator('input[name="who_may_book"][value="staff"]').check();
        await page.locator('.tb-save button').click();
        await expect(page.locator('[role=status]')).toBeVisible();
        await offerBetween(page, 8, 21);
        await page.goto(office('?lang=en'));
    }
});
