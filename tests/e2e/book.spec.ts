import { expect } from '@playwright/test';
import {
    book,
    chooseTime,
    confirm,
    days,
    expectTyped,
    fillIn,
    inspect,
    openCalendar,
    openFarDay,
    openLastFarDay,
    somebody,
    status,
    stepToNextMonth,
    studio,
    tabTo,
    takeTheTime,
    test,
    times,
} from './helpers';

test('a stranger books in five steps', { tag: '@date' }, async ({ page }) => {
    const person = somebody();
    await page.goto('/');
    await inspect(page, 'home');
    await page.goto(`/${studio}?lang=en`);
    await inspect(page, 'services');
    await page.locator('a.tb-link').first().click();
    await expect(page.locator('h1')).toHaveText('With whom?');
    await expect(page.locator('h1')).toBeFocused();
    await inspect(page, 'providers');
    await page.locator('a.tb-link').nth(1).click();
    await expect(page.locator('h1')).toHaveText('When suits you?');
    await inspect(page, 'times');
    await openLastFarDay(page);
    await expect(page.locator('#tb-day-name')).toBeFocused();
    await stepToNextMonth(page);
    await expect(page.locator('.tb-step-month[rel=prev]')).toBeVisible();
    await chooseTime(page);
    await inspect(page, 'details');
    await fillIn(page, person);
    await confirm(page).click();
    await expect(page.locator('.alert-success')).toBeVisible();
    await expect(status(page)).toBeVisible();
    await expect(page.locator('main')).toContainText(`${person.name} ${person.surname}`);
    await expect(page).toHaveTitle(/Studio Lind/);
    await inspect(page, 'booked');
});

test('where there is a choice of places, the visitor chooses one first', { tag: '@date' }, async ({ page }) => {
    await page.goto('/anna-vos-coaching?lang=en');
    await page.locator('a.tb-link', { hasText: 'Walking coaching' }).click();
    await expect(page.locator('h1')).toHaveText('Where?');
    await inspect(page, 'locations');
    await page.locator('a.tb-link', { hasText: 'Amsterdamse Bos' }).click();
    await expect(page.locator('h1')).toHaveText('When suits you?');
    await inspect(page, 'times-at-a-location');
    await chooseTime(page);
    await expect(page.locator('.tb-facts')).toContainText('Bosbaanweg');
    await inspect(page, 'details-at-a-location');
    await fillIn(page, somebody());
    await confirm(page).click();
    await expect(status(page)).toBeVisible();
    await expect(page.locator('.tb-facts').first()).toContainText('Bosbaanweg');
});

test('whoever is free is named before the visitor confirms', async ({ page }) => {
    await openCalendar(page);
    const name = (await page.locator('.tb-times .tb-with').first().textContent()) ?? '';
    expect(name).not.toBe('');
    await inspect(page, 'times-any');
    await chooseTime(page);
    await expect(page.locator('.tb-facts')).toContainText(name);
});

test('the keyboard alone is enough', async ({ page }) => {
    const person = somebody();
    await page.goto(`/${studio}?lang=en`);
    await page.keyboard.press('Tab');
    await expect(page.locator('.tb-skip')).toBeFocused();
    await page.keyboard.press('Enter');
    await tabTo(page, page.locator('a.tb-link').first());
    await page.keyboard.press('Enter');
    await expect(page.locator('h1')).toHaveText('With whom?');
    await tabTo(page, page.locator('a.tb-link').first());
    await page.keyboard.press('Enter');
    await expect(page.locator('h1')).toHaveText('When suits you?');
    if (await page.locator('.tb-strip-month').isVisible()) {
        await tabTo(page, page.locator('.tb-strip-month'));
        await page.keyboard.press('Enter');
    }
    await tabTo(page, page.locator('.tb-step-month[rel=next]'));
    await page.keyboard.press('Enter');
    await expect(page.locator('.tb-step-month[rel=prev]')).toBeVisible();
    await tabTo(page, days(page).last());
    await page.keyboard.press('Enter');
    await expect(days(page).last()).toHaveAttribute('aria-current', 'date');
    await tabTo(page, times(page).last());
    await page.keyboard.press('Enter');
    await expect(page.locator('#tb-name')).toBeVisible();
    for (const [field, text] of [
        ['name', person.name],
        ['surname', person.surname],
        ['email', person.email],
        ['phone', person.phone],
    ]) {
        await tabTo(page, page.locator(`#tb-${field}`));
        await page.keyboard.type(text ?? '');
    }
    await tabTo(page, page.locator('#tb-consent'));
    await page.keyboard.press('Space');
    await tabTo(page, confirm(page));
    await page.keyboard.press('Enter');
    await expect(page.locator('.alert-success')).toBeVisible();
});

test('what is missing is said beside its field, and what was typed stays', { tag: '@date' }, async ({ page }) => {
    await openCalendar(page);
    await openFarDay(page);
    await chooseTime(page);
    await page.locator('#tb-surname').fill('Nordmann');
    await page.locator('#tb-email').fill('kari at example');
    await page.locator('#tb-phone').fill('12');
    await page.locator('#tb-note').fill('one\ntwo');
    const address = page.url();
    await confirm(page).click();
    await expect(page.locator('#tb-name')).toHaveAttribute('aria-invalid', 'true');
    await expect(page.locator('#tb-name')).toBeFocused();
    await expect(page.locator('#tb-name-wrong')).toBeVisible();
    await expect(page.locator('#tb-email-wrong')).toBeVisible();
    await expect(page.locator('#tb-phone-wrong')).toBeVisible();
    await expect(page.locator('#tb-consent-wrong')).toBeVisible();
    await expect(page.locator('#tb-surname')).not.toHaveAttribute('aria-invalid', 'true');
    await expect(page.locator('#tb-surname')).toHaveValue('Nordmann');
    await expect(page.locator('#tb-email')).toHaveValue('kari at example');
    await expect(page.locator('#tb-note')).toHaveValue('one\ntwo');
    expect(page.url()).toBe(address);
    await inspect(page, 'details-wrong');
    await fillIn(page, somebody());
    await confirm(page).click();
    await expect(page.locator('.alert-success')).toBeVisible();
});

test('when the time went meanwhile, the nearest are offered and nothing typed is lost', async ({ page }) => {
    const person = somebody();
    await openCalendar(page);
    await openFarDay(page);
    await chooseTime(page);
    await fillIn(page, person);
    await takeTheTime(page);
    await confirm(page).click();
    await expect(page.locator('.tb-choice').first()).toBeVisible();
    await expect(page.locator('.alert-warning')).toBeVisible();
    await expectTyped(page, person);
    await inspect(page, 'time-gone');
    await expect(page.locator('[data-chosen-time]')).toHaveText('Not chosen yet');
    await page.locator('.tb-choice').first().click();
    await expect(page.locator('[data-chosen-time]')).toContainText(/\d\d:\d\d/);
    if (!(await page.locator('#tb-consent').isChecked())) await page.locator('#tb-consent').check();
    await confirm(page).click();
    await expect(page.locator('.alert-success')).toBeVisible();
    await expect(page.locator('main')).toContainText(person.email);
});

test('who goes back after confirming is told that the time is theirs', async ({ page }) => {
    await openCalendar(page);
    await openFarDay(page);
    await chooseTime(page);
    await fillIn(page, somebody());
    await confirm(page).click();
    await expect(page.locator('.alert-success')).toBeVisible();
    await page.goBack();
    await expect(page.locator('h1')).toHaveText('You booked this');
    await inspect(page, 'booked-already');
    await page.getByRole('link', { name: 'See the appointment' }).click();
    await expect(page.locator('h1')).toHaveText('Your appointment');
});

test('a form that is sent twice books once', async ({ page }) => {
    await openCalendar(page);
    await openFarDay(page);
    await chooseTime(page);
    await fillIn(page, somebody());
    const form = await page
        .locator('main form')
        .evaluate((element) => Object.fromEntries(new FormData(element as HTMLFormElement)) as Record<string, string>);
    const url = new URL(`/${studio}/bookings`, page.url()).href;
    const headers = { Origin: new URL(url).origin };
    const first = await page.request.post(url, { form, headers, maxRedirects: 0 });
    const second = await page.request.post(url, { form, headers, maxRedirects: 0 });
    expect(first.status()).toBe(303);
    expect(second.status()).toBe(303);
    expect(second.headers().location).toBe(first.headers().location);
});

test('a day without free times says so and what to do instead', { tag: '@date' }, async ({ page }) => {
    await openCalendar(page);
    await openFarDay(page, 8); // so many of them lie around a Sunday
    const free = await days(page).evaluateAll((links) =>
        links.map((link) => new URL((link as HTMLAnchorElement).href).searchParams.get('day') ?? ''),
    );
    const month = (free[0] ?? '').slice(0, 8);
    const shut = Array.from({ length: 31 }, (_, i) => month + String(i + 1).padStart(2, '0')).find(
        (day) => day > (free[0] ?? '') && day < (free.at(-1) ?? '') && !free.includes(day),
    );
    expect(shut).toBeDefined();
    const url = new URL(
        await days(page)
            .first()
            .evaluate((link) => (link as HTMLAnchorElement).href),
    );
    url.searchParams.set('day', shut ?? '');
    await page.goto(url.href);
    await expect(times(page)).toHaveCount(0);
    await expect(page.locator('#tb-day-name')).toBeVisible();
    await inspect(page, 'times-none');
    await page.locator('main section a.btn-primary').click();
    await expect(times(page).first()).toBeVisible();
});

test('every demo business can be booked', { tag: '@date' }, async ({ page }) => {
    for (const business of ['anna-vos-coaching', 'clinica-boa-vista']) {
        await book(page, somebody(), business);
        await expect(status(page)).toBeVisible();
        await inspect(page, `booked-${business}`);
    }
});

test('the language menu keeps the page', async ({ page }) => {
    await openCalendar(page);
    const address = new URL(page.url());
    await page.locator('.tb-menu summary').click();
    await inspect(page, 'languages');
    await page.locator('.tb-menu a[hreflang=nb]').click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'nb');
    expect(new URL(page.url()).searchParams.get('service')).toBe(address.searchParams.get('service'));
    await expect(page.locator('.tb-month')).toBeAttached();
});

test('back and forward walk through the steps', async ({ page }) => {
    await openCalendar(page);
    await chooseTime(page);
    await page.goBack();
    await expect(page.locator('h1')).toHaveText('When suits you?');
    await page.goForward();
    await expect(page.locator('#tb-name')).toBeVisible();
});

test.describe('a visitor far away', () => {
    test.use({ timezoneId: 'America/New_York' });
    test("sees their own time beside the business's", async ({ page }) => {
        await openCalendar(page);
        await expect(page.locator('.card-footer [data-visitor-time]')).toContainText('New York');
        await inspect(page, 'times-far-away');
        await openFarDay(page);
        await chooseTime(page);
        await expect(page.locator('.tb-facts [data-visitor-time]')).toContainText('New York');
        await fillIn(page, somebody());
        await confirm(page).click();
        await expect(page.locator('.alert-success')).toBeVisible();
        await expect(page.locator('.tb-facts').first()).toContainText('New York');
    });
});

test.describe('a visitor nearby', () => {
    test.use({ timezoneId: 'Europe/Stockholm' });
    test('whose clock shows the same is told nothing about zones', async ({ page }) => {
        await openCalendar(page);
        await expect(page.locator('.card-footer [data-visitor-time]')).toBeEmpty();
    });
});
