import { expect, test } from '@playwright/test';
import { inspect, studio } from './helpers';

const wrong = [
    ['no such business', '/no-such-business', 404],
    ['no such page', `/${studio}/nothing/here`, 404],
    ['no such service', `/${studio}/book?service=0000000000000`, 404],
    ['no such link', `/${studio}/bookings/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`, 404],
] as const;

for (const [name, address, code] of wrong) {
    test(`${name}: a page that says so and leads on`, async ({ page }) => {
        const answer = await page.goto(address);
        expect(answer?.status()).toBe(code);
        await expect(page.locator('h1')).toBeVisible();
        await expect(page.locator('main a').first()).toBeVisible();
        await inspect(page, `error-${name.replaceAll(' ', '-')}`);
    });
}

test('dates that make no sense or lie outside what is bookable get a clear answer', async ({ page }) => {
    await page.goto(`/${studio}?lang=en`);
    const link = await page.locator('a.tb-link').first().getAttribute('href');
    const choose = new URL(link ?? '', page.url());
    choose.searchParams.set('provider', 'any');
    for (const day of ['2026-02-30', 'tomorrow', '1970-01-01', '9999-12-31', '%00', '-1']) {
        choose.searchParams.set('day', day);
        const answer = await page.goto(choose.href);
        expect([400, 422], day).toContain(answer?.status());
        await expect(page.locator('h1')).toBeVisible();
    }
    await inspect(page, 'error-day');
});

test('a form from elsewhere changes nothing', async ({ page }) => {
    const url = `/${studio}/bookings`;
    const answer = await page.request.post(url, {
        form: { name: 'x' },
        headers: { Origin: 'https://elsewhere.example' },
    });
    expect(answer.status()).toBe(403);
    expect((await page.request.get(url)).status()).toBe(405);
});

test('no page loads anything from elsewhere or breaks its own policy', async ({ page }) => {
    const complaints: string[] = [];
    page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
    await page.goto(`/${studio}?lang=en`);
    await page.locator('a.tb-link').first().click();
    await expect(page.locator('h1')).toHaveText('With whom?');
    await page.locator('a.tb-link').first().click();
    await expect(page.locator('.tb-month')).toBeAttached();
    expect(complaints).toEqual([]);
    expect([...hosts]).toEqual([new URL(page.url()).host]);
});

test('a first visit is light', async ({ page }) => {
    let bytes = 0;
    const client = await page.context().newCDPSession(page);
    await client.send('Network.enable');
    client.on('Network.loadingFinished', (event) => {
        bytes += event.encodedDataLength;
    });
    await page.goto(`/${studio}`, { waitUntil: 'networkidle' });
    expect(bytes).toBeGreaterThan(0);
    // With the pictures that are seen at first.
    expect(bytes).toBeLessThanOrEqual(120_000);
});

test('nothing on the booking page moves while it loads', async ({ page }) => {
    await page.addInitScript(() => {
        const shifts = ((window as unknown as { shifts: string[] }).shifts = []) as string[];
        new PerformanceObserver((list) => {
            for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
                if (!entry.hadRecentInput) shifts.push(`${location.pathname}: ${entry.value}`);
        }).observe({ type: 'layout-shift', buffered: true });
    });
    const expectStill = async () => {
        await page.waitForLoadState('networkidle');
        for (const picture of await page.locator('main img').all()) await picture.scrollIntoViewIfNeeded();
        await page.waitForLoadState('networkidle');
        expect(await page.evaluate(() => (window as unknown as { shifts: string[] }).shifts)).toEqual([]);
    };
    await page.goto(`/${studio}?lang=en`);
    expect(await page.locator('main img').count()).toBeGreaterThan(2);
    await expectStill();
    await page.locator('a.tb-link').first().click();
    await expect(page.locator('h1')).toHaveText('With whom?');
    await expectStill();
    await page.locator('a.tb-link').nth(1).click();
    await expect(page.locator('.tb-month')).toBeAttached();
    await expectStill();
});
