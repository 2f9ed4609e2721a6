// A class is planned for some weeks, booked by two customers from the page, cancelled by one of them, and checked in.
import { type Browser, expect, type Page, test } from '@playwright/test';
import { confirm, fillIn, inspect, manageUrl, programNow, somebody, times } from './helpers';
import { office, owner, signInAsOwner, submit } from './office';

async function asVisitor<T>(browser: Browser, what: (page: Page) => Promise<T>): Promise<T> {
    const context = await browser.newContext({ locale: 'en-GB' });
    const result = await what(await context.newPage());
    await context.close();
    return result;
}

// Of a class at fixed times, with three places.
async function makeService(page: Page, name: string): Promise<void> {
    await page.goto(office('/services?lang=en'));
    await page.locator('#f-name').fill(name);
    await page.locator('#f-duration').fill('60');
    await page.locator('#f-price').fill('20');
    await page.keyboard.press('Enter');
    await page.locator('.tb-order-row', { hasText: name }).locator('a').click();
    await page.locator('details', { has: page.locator('#f-capacity') }).locator('summary').click();
    await page.locator('#f-capacity').fill('3');
    await page.locator('input[name="times"][value="sessions"]').check();
    await inspect(page, 'office-service-group');
    await page.locator('.tb-save button').click();
    await expect(page.locator('[role=status]')).toBeVisible();
}

test('a class of some weeks is booked by two, one of whom cancels, and the other is seen in its list', async ({ page, browser }) => {
    test.setTimeout(120_000);
    const name = `Yoga ${somebody().surname}`;
    await signInAsOwner(page);
    await makeService(page, name);
    const service = page.url();
    try {
        // Only what is planned can be booked.
        await page.goto(office('/groups/new?lang=en'));
        await inspect(page, 'office-group-new');
        await page.locator('#f-service').selectOption({ label: name });
        await page.locator('#f-day').fill(new Date(programNow() + 9 * 86_400_000).toISOString().slice(0, 10));
        await page.locator('#f-time').fill('05:00');
        await page.locator('#f-duration').fill('60');
        await page.locator('#f-capacity').fill('3');
        await page.locator('#f-weeks').fill('3');
        // Where nobody works at that hour it is said.
        await page.locator('#f-location').selectOption({ index: 1 });
        await page.locator('input[name="outside_hours"]').check();
        await submit(page, 'See what is free');
        await expect(page.locator('main')).toContainText('3 of 3 are free');
        await inspect(page, 'office-group-plan');
        await submit(page, 'Put these into the calendar');
        await expect(page.locator('.alert-success')).toBeVisible();
        await inspect(page, 'office-groups');

        const stays = somebody();
        const leaves = somebody();
        const book = async (who: typeof stays, left: string) =>
            asVisitor(browser, async (visitor) => {
                await visitor.goto(`/${owner.business}?lang=en`);
                await visitor.getByRole('link', { name }).first().click();
                await expect(visitor.locator('.tb-steps [aria-current=step]')).toBeAttached();
                // Whoever gives it.
                if ((await visitor.locator('.tb-month').count()) === 0) await visitor.locator('a.tb-link').first().click();
                await expect(visitor.locator('.tb-month')).toBeAttached();
                await expect(times(visitor)).toHaveCount(1);
                await expect(times(visitor).first()).toContainText(left);
                await inspect(visitor, 'group-times');
                await times(visitor).first().click();
                await fillIn(visitor, who);
                await confirm(visitor).click();
                await expect(visitor.locator('.alert-success')).toBeVisible();
                return manageUrl(visitor);
            });
        await book(stays, '3 places left');
        const manage = await book(leaves, '2 places left');
        await asVisitor(browser, async (visitor) => {
            await visitor.goto(`${manage}/cancellation`);
            await confirm(visitor).click();
            await expect(visitor.locator('.alert-success')).toBeVisible();
        });

        await page.goto(office('/groups?lang=en'));
        const first = page.locator('.tb-list .tb-row').filter({ hasText: name }).first();
        await expect(first).toContainText('1 of 3 booked');
        await first.click();
        await expect(page.locator('.tb-list').first()).toContainText(stays.surname);
        await expect(page.locator('.tb-list').first().locator(':scope > li')).toHaveCount(1);
        await inspect(page, 'office-group');
        await page.locator('#f-capacity').fill('0');
        await page.locator('form', { has: page.locator('#f-capacity') }).locator('button[type=submit]').click();
        await expect(page.locator('main [role=alert], main [aria-invalid=true]').first()).toBeVisible();
    } finally {
        await page.goto(office('/groups?lang=en'));
        for (const path of await page
            .locator('.tb-list .tb-row')
            .filter({ hasText: name })
            .evaluateAll((rows) => rows.map((row) => (row as HTMLAnchorElement).href))) {
            await page.goto(path);
            await submit(page, 'Cancel the whole group');
            await expect(page.locator('.alert-success')).toBeVisible();
        }
        await page.goto(service);
        // The other journeys see the services that they know.
        await page.locator('input[name="who_may_book"][value="staff"]').check();
        await page.locator('.tb-save button').click();
        await expect(page.locator('[role=status]')).toBeVisible();
    }
});
