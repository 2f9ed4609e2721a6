// Somebody waits for a time; it is cancelled, offered to them alone by mail, and booked.
import { type Browser, expect, type Page, test } from '@playwright/test';
import { confirm, fillIn, inspect, manageUrl, openCalendar, openLastFarDay, somebody, times } from './helpers';
import { countOfMails, linkTo } from './mail';
import { office, owner, signInAsOwner, submit } from './office';

async function offerBetween(page: Page, from: number, until: number): Promise<void> {
    await page.goto(office('/settings/waiting-list?lang=en'));
    await page.locator('#f-offers_from_hour').fill(String(from));
    await page.locator('#f-offers_until_hour').fill(String(until));
    await submit(page, 'Save');
    await expect(page.locator('.alert-success')).toBeVisible();
}

async function asVisitor<T>(browser: Browser, what: (page: Page) => Promise<T>): Promise<T> {
    const context = await browser.newContext({ locale: 'en-GB' });
    const result = await what(await context.newPage());
    await context.close();
    return result;
}

// A quarter of an hour later: "09:45" is "10:00".
function later(time: string): string {
    const minutes = Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) + 15;
    return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

test('a customer joins the waiting list, another cancels, and what the mail offers is booked', async ({ page, browser }) => {
    test.setTimeout(240_000);
    const books = somebody();
    const waits = somebody();
    await signInAsOwner(page);
    await offerBetween(page, 0, 24);
    try {
        await inspect(page, 'waiting-settings');
        const taken = await asVisitor(browser, async (visitor) => {
            await openCalendar(visitor, owner.business);
            await openLastFarDay(visitor);
            await expect(visitor.getByRole('link', { name: 'Join the waiting list' })).toBeVisible();
            const day = visitor.url();
            const time = (await times(visitor).first().locator('time').textContent())?.trim() ?? '';
            const at = (await times(visitor).first().locator('time').getAttribute('datetime')) ?? '';
            await times(visitor).first().click();
            await fillIn(visitor, books);
            await confirm(visitor).click();
            await expect(visitor.locator('.alert-success')).toBeVisible();
            return { day, time, at, manage: manageUrl(visitor) };
        });

        await asVisitor(browser, async (visitor) => {
            const there = new URL(taken.day).searchParams;
            await visitor.goto(`/${owner.business}/waiting?service=${there.get('service')}&day=${there.get('day')}`);
            await inspect(visitor, 'waiting-join');
            await visitor.locator('#tb-until').fill('00:00');
            await confirm(visitor).click();
            await expect(visitor.locator('.is-invalid').first()).toBeVisible();
            await inspect(visitor, 'waiting-join-wrong');
            await visitor.locator('#tb-from').fill(taken.time);
            await visitor.locator('#tb-until').fill(later(taken.time));
            await visitor.locator('#tb-name').fill(waits.name);
            await visitor.locator('#tb-surname').fill(waits.surname);
            await visitor.locator('#tb-email').fill(waits.email);
            await visitor.locator('#tb-consent').check();
            await confirm(visitor).click();
            await expect(visitor.getByRole('heading', { name: 'You are on the waiting list' })).toBeVisible();
            await inspect(visitor, 'waiting-joined');

            await visitor.goto(new URL(await linkTo(waits.email, /\/waiting\//)).pathname);
            await expect(visitor.locator('main')).not.toContainText('This time is free for you');
            await inspect(visitor, 'waiting-linked');
        });

        await page.goto(office('/waiting?lang=en'));
        await expect(page.locator('main')).toContainText(waits.surname);
        await inspect(page, 'office-waiting');

        await asVisitor(browser, async (visitor) => {
            await visitor.goto(`${taken.manage}/cancellation`);
            await confirm(visitor).click();
            await expect(visitor.locator('.alert-success')).toBeVisible();
        });

        await countOfMails(waits.email, 2);
        await asVisitor(browser, async (visitor) => {
            // It is theirs alone: the page does not sell it.
            await visitor.goto(taken.day);
            await expect(visitor.locator(`.tb-times time[datetime="${taken.at}"]`)).toHaveCount(0);

            await visitor.goto(new URL(await linkTo(waits.email, /\/waiting\//)).pathname);
            await expect(visitor.locator('main')).toContainText('This time is free for you');
            await inspect(visitor, 'waiting-offer');
            await visitor.getByRole('button', { name: 'Book this time' }).click();
            await expect(visitor.locator('.alert-success')).toContainText('Your appointment is booked.');
            await expect(visitor.locator('main')).toContainText(taken.time);
        });

        await page.goto(office('/waiting?lang=en'));
        await expect(page.locator('main')).not.toContainText(waits.email);
        await page.goto(office('/waiting/new?q=Kari&lang=en'));
        await inspect(page, 'office-waiting-find');
        await page.locator('.tb-list .tb-row').first().click();
        await inspect(page, 'office-waiting-new');
        await submit(page, 'Add');
        await expect(page.locator('.alert-success')).toBeVisible();
        await inspect(page, 'office-waiting-entry');
        await submit(page, 'Take off the waiting list');
        await expect(page).toHaveURL(/\/office\/waiting\?/);
    } finally {
        await offerBetween(page, 8, 21);
    }
});
