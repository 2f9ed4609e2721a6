// A chosen time that is kept while its details are typed.
import { type Browser, expect, type Page, test } from '@playwright/test';
import { confirm, fillIn, inspect, openCalendar, openLastFarDay, somebody, status } from './helpers';
import { office, owner, signInAsOwner, submit } from './office';

const kept = (page: Page) => page.locator('#tb-kept');
const keptTimes = (page: Page) => page.locator('.tb-times button');

async function keepFor(page: Page, minutes: number): Promise<void> {
    await page.goto(office('/settings/booking-page'));
    await page.locator('#f-hold_minutes').fill(String(minutes));
    await submit(page, 'Save');
    await expect(page.locator('.alert-success')).toBeVisible();
}

async function asVisitor(browser: Browser, what: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext();
    await what(await context.newPage());
    await context.close();
}

test('a chosen time is kept while its details are typed', async ({ page, browser }) => {
    await signInAsOwner(page);
    await keepFor(page, 10);
    try {
        await inspect(page, 'hold-setting');
        await asVisitor(browser, async (visitor) => {
            await openCalendar(visitor, owner.business);
            await openLastFarDay(visitor);
            const chosen = (await keptTimes(visitor).first().getAttribute('value')) ?? '';
            const at = (await keptTimes(visitor).first().locator('time').getAttribute('datetime')) ?? '';
            const there = new URL(visitor.url());
            there.searchParams.set('day', at.slice(0, 10));
            await keptTimes(visitor).first().click();
            await expect(kept(visitor)).toContainText('We keep this time for you until');
            await inspect(visitor, 'hold-details');

            await asVisitor(browser, async (other) => {
                await other.goto(there.href);
                await expect(keptTimes(other).first()).toBeVisible();
                await expect(other.locator(`.tb-times button[value="${chosen}"]`)).toHaveCount(0);
            });
            // The staff see it, and whose it is not.
            await page.goto(office(`/calendar?view=list&day=${at.slice(0, 10)}`));
            await expect(page.locator('main')).toContainText('kept for a visitor until');
            await inspect(page, 'hold-calendar-list');

            await fillIn(visitor, somebody());
            await confirm(visitor).click();
            await expect(status(visitor)).toBeVisible();
        });
        await page.reload();
        await expect(page.locator('main')).not.toContainText('kept for a visitor until');
    } finally {
        await keepFor(page, 0);
    }
});
