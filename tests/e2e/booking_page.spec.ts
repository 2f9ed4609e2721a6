// The page of one booking at the desk: a walk-in, what is changed of it, over another one, deleted and restored.
import { expect, test } from '@playwright/test';
import { inspect, somebody, status } from './helpers';
import { office, signInAsOwner, submit } from './office';

// Nobody is at work then; each project has days of its own.
function dayOf(project: string): string {
    const ahead = { desktop: 30, phone: 32 }[project] ?? 34;
    return new Date(Date.now() + Number(process.env.TIMEBOK_AHEAD ?? 0) + ahead * 86_400_000).toISOString().slice(0, 10);
}

test('a walk-in is booked, changed by two, put over and deleted', async ({ page, context }, info) => {
    const day = dayOf(info.project.name);
    await signInAsOwner(page);
    await page.goto(office(`/bookings/new?day=${day}&time=5:00`));
    await page.locator('#f-walk_in').check();
    await page.locator('#f-duration').fill('50');
    await submit(page, 'Book the appointment');
    await expect(page.locator('.alert-danger')).toContainText('not at work');
    await inspect(page, 'booking-walk-in');
    await submit(page, 'Book it outside the hours');
    await expect(page.locator('.alert-success')).toContainText('booked');
    await expect(page.locator('.tb-facts')).toContainText(/Walk-in|Binnengelopen/);
    await expect(page.locator('.tb-facts')).toContainText('50 min');
    await inspect(page, 'booking-page');
    const address = page.url().replace(/\?.*/, '');

    // Two have it open: the second sees what the first changed, and keeps what they typed.
    const other = await context.newPage();
    await other.goto(address);
    await page.getByText('Service, length and price').click();
    await page.locator('#f-price').fill('321');
    await inspect(page, 'booking-change');
    await page.locator('form[action$="/what"] button[type=submit]').click();
    await expect(page.locator('.alert-success')).toContainText('Saved');
    await other.getByText('Notes', { exact: true }).click();
    await other.locator('#f-internal_note').fill('Pays in cash.');
    await other.locator('form[action$="/notes"] button[type=submit]').click();
    await expect(other.locator('main .alert-warning').first()).toContainText('meanwhile');
    await expect(other.locator('#f-internal_note')).toHaveValue('Pays in cash.');
    await inspect(other, 'booking-changed-meanwhile');
    await other.locator('form[action$="/notes"] button[type=submit]').click();
    await expect(other.locator('.tb-facts')).toContainText('Pays in cash.');
    await other.close();

    // Another one over it, with a reason.
    const person = somebody();
    await page.goto(office(`/bookings/new?day=${day}&time=5:20`));
    await page.locator('#f-name').fill(person.name);
    await submit(page, 'Book the appointment');
    await expect(page.locator('.alert-danger')).toContainText('in the way');
    await inspect(page, 'booking-over-asked');
    await page.locator('#f-overbooking').fill('They come together.');
    await submit(page, 'Book it over the other one');
    await expect(page.locator('.alert-danger')).toContainText('not at work');
    await submit(page, 'Book it over the other one');
    await expect(page.locator('.alert-warning')).toContainText('They come together.');
    await inspect(page, 'booking-over');
    await page.getByText('Delete', { exact: true }).click();
    await inspect(page, 'booking-delete-asked');
    await submit(page, 'Delete the appointment');
    await expect(page.locator('main')).toContainText('It can be restored until');
    await inspect(page, 'booking-deleted');
    await submit(page, 'Restore the appointment');
    await expect(page.locator('.alert-success')).toContainText('back');
    await page.getByText('Delete', { exact: true }).click();
    await submit(page, 'Delete the appointment');
    await page.getByRole('link', { name: 'Deleted appointments' }).click();
    await inspect(page, 'booking-deleted-list');

    // What is cancelled stays, and nothing more can be done with its time.
    await page.goto(address);
    await page.getByText('Cancel the appointment').first().click();
    await inspect(page, 'booking-cancel-asked');
    await submit(page, 'Cancel the appointment');
    await expect(status(page).first()).toBeVisible();
    await inspect(page, 'booking-cancelled');
});
