// Several services in one go: a family at the hairdresser's books, hears of it once, cancels one part, moves the rest and
// cancels it.
import { expect, type Page } from '@playwright/test';
import { confirm, fillIn, inspect, manageUrl, openFarDay, openLastFarDay, somebody, studio, test, times } from './helpers';
import { countOfMails, linkTo, mailsTo } from './mail';

const parts = (page: Page) => page.locator('main .tb-visit-part');
const booked = (page: Page) => page.locator('main .tb-list .tb-row');

// From the first service of the list on, to where a visit is put together.
async function beginVisit(page: Page, language = 'en'): Promise<void> {
    await page.goto(`/${studio}?lang=${language}`);
    await page.locator('a.tb-link').first().click();
    await page.locator('a[href*="/visit?"]').click();
    await expect(page.locator('main h1')).toBeVisible();
    await expect(parts(page)).toHaveCount(1);
}

// The service that stands so many behind the first of the list.
async function add(page: Page, index: number): Promise<void> {
    const before = await parts(page).count();
    await page.locator('#tb-more').selectOption({ index });
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(parts(page)).toHaveCount(before + 1);
}

async function seeTimes(page: Page): Promise<void> {
    await page.locator('.tb-visit-foot button').click();
    await expect(page.locator('.tb-month')).toBeAttached();
}

test('a family comes together, and looks after its visit by one link', { tag: '@date' }, async ({ page }) => {
    const person = somebody();
    await beginVisit(page);
    await inspect(page, 'visit-begun');
    await add(page, 2);
    await page.getByRole('button', { name: 'Somebody comes with me' }).click();
    await add(page, 1);
    await expect(page.locator('#tb-person-2')).toHaveValue('2');
    await inspect(page, 'visit-parts');
    await seeTimes(page);
    await inspect(page, 'visit-times');
    await openFarDay(page);
    await times(page).first().click();
    await expect(page.locator('#tb-attendee_2')).toBeVisible();
    await inspect(page, 'visit-details');
    await fillIn(page, person);
    await confirm(page).click();
    await expect(page.locator('#tb-attendee_2')).toHaveAttribute('aria-invalid', 'true');
    await expect(page.locator('#tb-name')).toHaveValue(person.name);
    await inspect(page, 'visit-wrong');
    await page.locator('#tb-attendee_2').fill('Ida');
    await confirm(page).click();
    await expect(page.locator('.alert-success')).toBeVisible();
    await expect(booked(page)).toHaveCount(3);
    await expect(page.locator('main')).toContainText('Ida');
    await inspect(page, 'visit-booked');
    const manage = manageUrl(page);

    // One mail, with one link to all of it.
    await linkTo(person.email, /\/bookings\//);
    await page.waitForTimeout(1000);
    expect(mailsTo(person.email)).toHaveLength(1);
    await page.goto(await linkTo(person.email, /\/bookings\//));
    await expect(booked(page)).toHaveCount(3);

    // One part less.
    await page.goto(manage);
    await booked(page).nth(0).locator('a').click();
    await expect(page.locator('#tb-parts')).toBeVisible();
    await inspect(page, 'visit-one-part');
    await page.locator('a[href$="/cancellation"]').click();
    await confirm(page).click();
    await expect(page.locator('.alert-success')).toContainText('The appointment is cancelled.');
    await page.goto(manage);
    await expect(page.locator('.tb-status-cancelled')).toHaveCount(1);
    await countOfMails(person.email, 2);

    // The rest at another time.
    await page.locator('a[href$="/visit/reschedule"]').click();
    await inspect(page, 'visit-move');
    await openLastFarDay(page);
    await times(page).last().click();
    await expect(page.locator('main h1')).toHaveText('Move your visit?');
    await inspect(page, 'visit-move-confirm');
    await confirm(page).click();
    await expect(page.locator('.alert-success')).toContainText('The visit is moved.');
    await inspect(page, 'visit-moved');
    // What is cancelled at once is not told as moved any more.
    await countOfMails(person.email, 3);

    await page.locator('a[href$="/visit/cancellation"]').click();
    await inspect(page, 'visit-cancel');
    await confirm(page).click();
    await expect(page.locator('.alert-success')).toContainText('The visit is cancelled.');
    await expect(page.locator('.tb-status-cancelled')).toHaveCount(3);
    await inspect(page, 'visit-cancelled');
    // Booked, one part cancelled, moved, cancelled: each told once.
    expect(await countOfMails(person.email, 4)).toHaveLength(4);
});

test('a visit is put together in another language', async ({ page }) => {
    await beginVisit(page, 'nb');
    await page.locator('#tb-more').selectOption({ index: 2 });
    await page.getByRole('button', { name: 'Legg til', exact: true }).click();
    await expect(parts(page)).toHaveCount(2);
    await inspect(page, 'visit-parts-nb');
    await seeTimes(page);
    await inspect(page, 'visit-times-nb');
});

test('the panel shows a visit as one card and cancels all of it', async ({ page }) => {
    const person = somebody();
    await beginVisit(page);
    await add(page, 2);
    await seeTimes(page);
    await openFarDay(page);
    await times(page).first().click();
    await fillIn(page, person);
    await confirm(page).click();
    await expect(page.locator('.alert-success')).toBeVisible();
    await page.goto(`/${studio}/sign-in?lang=en`);
    await page.locator('#tb-email').fill(person.email);
    await page.locator('button[formaction$="/sign-in/link"]').click();
    await page.goto(await linkTo(person.email, /\/access\//));
    await page.locator('main form button[type=submit]').first().click();
    await expect(page.locator('main .tb-row-parts li')).toHaveCount(2);
    await inspect(page, 'visit-panel');
    await page.locator('main .tb-row-link').click();
    await expect(page.locator('#tb-whole')).toBeVisible();
    await inspect(page, 'visit-panel-part');
    await page.locator('a[href$="/visit/cancellation"]').click();
    await confirm(page).click();
    await expect(page.locator('.alert-success')).toContainText('The visit is cancelled.');
});

test('who comes along is chosen among those whom the account looks after', async ({ page }) => {
    const person = somebody();
    // The account comes with the first booking.
    await beginVisit(page);
    await add(page, 2);
    await seeTimes(page);
    await openFarDay(page);
    await times(page).first().click();
    await fillIn(page, person);
    await confirm(page).click();
    await expect(page.locator('.alert-success')).toBeVisible();
    await page.goto(`/${studio}/sign-in?lang=en`);
    await page.locator('#tb-email').fill(person.email);
    await page.locator('button[formaction$="/sign-in/link"]').click();
    await page.goto(await linkTo(person.email, /\/access\//));
    await page.locator('main form button[type=submit]').first().click();
    await page.goto(`/${studio}/my/people`);
    await page.locator('#tb-name').fill('Ida');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.locator('.alert-success')).toBeVisible();

    await beginVisit(page);
    await page.getByRole('button', { name: 'Somebody comes with me' }).click();
    await add(page, 1);
    await seeTimes(page);
    await openLastFarDay(page);
    await times(page).first().click();
    await expect(page.locator('#tb-companion_2')).toBeVisible();
    await inspect(page, 'visit-companions');
    await page.locator('#tb-companion_2').selectOption({ index: 1 });
    if (await page.locator('main input[name=consent]').count()) await page.locator('main input[name=consent]').check();
    await confirm(page).click();
    await expect(page.locator('#tb-companion_2')).toHaveAttribute('aria-invalid', 'true');
    await inspect(page, 'visit-companion-twice');
    await page.locator('#tb-companion_2').selectOption({ label: 'Ida' });
    await confirm(page).click();
    await expect(page.locator('.alert-success')).toBeVisible();
    await expect(booked(page)).toHaveCount(2);
    await expect(page.locator('main')).toContainText('Ida');
    await inspect(page, 'visit-companion-booked');
    await page.locator('a[href$="/visit/cancellation"]').click();
    await confirm(page).click();
    await expect(page.locator('.alert-success')).toContainText('The visit is cancelled.');
});
