// What staff do for whoever calls or stands at the desk.
import { expect, test } from '@playwright/test';
import { inspect, somebody, status, times } from './helpers';
import { mailsTo } from './mail';
import { office, signInAsOwner, submit } from './office';

test('an appointment is made for a caller, and one more from it', async ({ page }, info) => {
    const person = somebody();
    // Nobody is at work then; each project takes a time of its own.
    const night = info.project.name === 'phone' ? '4:05' : '3:05';
    await signInAsOwner(page);
    await page.getByRole('link', { name: 'New appointment' }).click();
    await inspect(page, 'desk-when');
    // Today may be over; a day of the next weeks has free times.
    const day = page.locator('#tb-day');
    const today = new Date(`${await day.inputValue()}T12:00:00Z`);
    for (let ahead = 1; ahead < 40 && (await times(page).count()) === 0; ahead++) {
        await day.fill(new Date(today.getTime() + ahead * 86_400_000).toISOString().slice(0, 10));
        await submit(page, 'Show the free times');
    }
    await page.locator('#tb-time').fill('noon');
    await submit(page, 'Go on');
    await expect(page.locator('.alert-warning')).toContainText('no time of day');
    await inspect(page, 'desk-when-wrong');
    await times(page).first().click();

    await inspect(page, 'desk-who');
    await page.locator('#tb-q').fill('nobody of that name');
    await submit(page, 'Search');
    await expect(page.locator('main')).toContainText('Nobody is found');
    await submit(page, 'Book the appointment');
    await expect(page.locator('.tb-error').first()).toBeVisible();
    await inspect(page, 'desk-who-wrong');
    await page.locator('#f-name').fill(person.name);
    await page.locator('#f-surname').fill(person.surname);
    await page.locator('#f-email').fill(person.email);
    await page.locator('#f-note').fill('Calls back about parking.');
    await submit(page, 'Book the appointment');
    await expect(page.locator('.alert-success')).toContainText('booked');
    await expect(status(page)).toBeVisible();
    await inspect(page, 'desk-booked');
    await expect.poll(() => mailsTo(person.email).length, { timeout: 60_000 }).toBeGreaterThan(0);

    // At once again, for the same person.
    await page.getByRole('link', { name: 'Book again' }).click();
    await expect(page.locator('main')).toContainText(person.surname);
    await day.fill(new Date(today.getTime() + 15 * 86_400_000).toISOString().slice(0, 10));
    await submit(page, 'Show the free times');
    await page.locator('#tb-time').fill(night);
    await submit(page, 'Go on');
    await inspect(page, 'desk-who-known');
    await submit(page, 'Book the appointment');
    await expect(page.locator('.alert-danger')).toContainText('not at work');
    await inspect(page, 'desk-outside');
    await submit(page, 'Book it outside the hours');
    await expect(page.locator('.alert-success')).toContainText('booked');

    // And found by name.
    await page.goto(office(`/bookings/new?time=3:07&day=${new Date(today.getTime() + 16 * 86_400_000).toISOString().slice(0, 10)}`));
    await page.locator('#tb-q').fill(person.surname);
    await submit(page, 'Search');
    await inspect(page, 'desk-found');
    await page.locator('.tb-picks a').first().click();
    await expect(page.locator('main')).toContainText(person.surname);
});

test('a setting is found by its words', async ({ page }) => {
    await signInAsOwner(page);
    await page.goto(office('/settings/business'));
    await page.locator('#tb-settings-search').fill('cancel link');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/settings\/search/);
    await inspect(page, 'settings-search');
    await page.getByRole('link', { name: 'Cancel by the link in a mail' }).click();
    await expect(page).toHaveURL(/settings\/customer-panel#f-mail_cancel$/);
    await page.locator('#tb-settings-search').fill('zzz');
    await page.keyboard.press('Enter');
    await expect(page.locator('main')).toContainText('No setting has these words');
    await inspect(page, 'settings-search-nothing');
    await page.goto(office('/settings/search'));
    await inspect(page, 'settings-all');
});

test('several services are booked in one go, moved together and cancelled together', async ({ page }) => {
    test.setTimeout(120_000);
    const person = somebody();
    await signInAsOwner(page);
    await page.goto(office('/bookings/new?lang=en'));
    await submit(page, 'Add another service');
    await expect(page.locator('#tb-service_2')).toBeFocused();
    await inspect(page, 'desk-visit-line');
    await page.locator('#tb-service_2').selectOption({ index: 2 });
    await submit(page, 'Show the free times');
    const day = page.locator('#tb-day');
    const today = new Date(`${await day.inputValue()}T12:00:00Z`);
    const ahead = (days: number) => new Date(today.getTime() + days * 86_400_000).toISOString().slice(0, 10);
    let on = 20;
    for (; on < 50; on += 1) {
        await day.fill(ahead(on));
        await submit(page, 'Show the free times');
        if ((await times(page).count()) > 0) break;
    }
    await inspect(page, 'desk-visit-times');
    await times(page).last().click();
    await inspect(page, 'desk-visit-who');
    await page.locator('#f-name').fill(person.name);
    await page.locator('#f-surname').fill(person.surname);
    await page.locator('#f-email').fill(person.email);
    await submit(page, 'Book the appointment');
    await expect(page.locator('.alert-success')).toContainText('booked');
    await expect(page.getByRole('heading', { name: 'Booked together' })).toBeVisible();
    await inspect(page, 'desk-visit-booked');
    // One mail tells of all of it.
    await expect.poll(() => mailsTo(person.email).length, { timeout: 60_000 }).toBe(1);

    await page.getByRole('link', { name: 'Move all of it' }).click();
    for (on += 7; on < 70; on += 1) {
        await day.fill(ahead(on));
        await submit(page, 'Show the free times');
        if ((await times(page).count()) > 0) break;
    }
    await inspect(page, 'desk-visit-move');
    await times(page).last().click();
    await inspect(page, 'desk-visit-moved');
    await submit(page, 'Move all of it');
    await expect(page.locator('.alert-success')).toContainText('moved');
    await expect.poll(() => mailsTo(person.email).length, { timeout: 60_000 }).toBe(2);

    await page.locator('summary', { hasText: 'Cancel all of it' }).click();
    await inspect(page, 'desk-visit-cancel');
    await page.locator('details[open] button[type=submit]', { hasText: 'Cancel all of it' }).click();
    await expect(page.locator('.alert-success')).toBeVisible();
    await expect(page.locator('.tb-status-cancelled')).toHaveCount(3);
    await expect(page.getByRole('link', { name: 'Move all of it' })).toHaveCount(0);
    await inspect(page, 'desk-visit-cancelled');
    await expect.poll(() => mailsTo(person.email).length, { timeout: 60_000 }).toBe(3);
});

test('a family is booked at the desk, with what is added for each and who comes', async ({ page }) => {
    test.setTimeout(120_000);
    const person = somebody();
    await signInAsOwner(page);
    await page.goto(office('/bookings/new?lang=en'));
    await submit(page, 'Add another service');
    await page.locator('#tb-service_2').selectOption({ index: 1 });
    await submit(page, 'Show the free times');
    await submit(page, 'Somebody comes along');
    await expect(page.locator('#tb-person_3')).toHaveValue('2');
    await page.locator('#tb-service_3').selectOption({ index: 1 });
    const addOns = page.locator('.tb-pick-extras input[type=checkbox]');
    if ((await addOns.count()) > 0) await addOns.last().check();
    await submit(page, 'Show the free times');
    await inspect(page, 'desk-family-lines');
    const day = page.locator('#tb-day');
    const today = new Date(`${await day.inputValue()}T12:00:00Z`);
    const ahead = (days: number) => new Date(today.getTime() + days * 86_400_000).toISOString().slice(0, 10);
    for (let on = 21; on < 60; on += 1) {
        await day.fill(ahead(on));
        await submit(page, 'Show the free times');
        if ((await times(page).count()) > 0) break;
    }
    await inspect(page, 'desk-family-times');
    await times(page).first().click();
    await inspect(page, 'desk-family-who');
    await page.locator('#f-name').fill(person.name);
    await page.locator('#f-email').fill(person.email);
    await submit(page, 'Book the appointment');
    await expect(page.locator('#f-attendee_2')).toBeFocused();
    await inspect(page, 'desk-family-wrong');
    await page.locator('#f-attendee_2').fill('Ida');
    await submit(page, 'Book the appointment');
    await expect(page.locator('.alert-success')).toContainText('booked');
    await expect(page.locator('main')).toContainText('Ida');
    await inspect(page, 'desk-family-booked');
    await page.locator('summary', { hasText: 'Cancel all of it' }).click();
    await page.locator('details[open] button[type=submit]', { hasText: 'Cancel all of it' }).click();
    await expect(page.locator('.alert-success')).toBeVisible();
});
