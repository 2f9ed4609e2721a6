// Who operates the installation: from the console's code to a business that is opened, limited, suspended and opened
// again, and its own host name; on a program of its own.
import { readFileSync } from 'node:fs';
import { request as ask } from 'node:http';
import { type Page, expect, test as plain } from '@playwright/test';
import { inspect } from './helpers';
import { type Mail, mailsTo } from './mail';
import { codeOf, submit } from './office';
import type { Program } from './program';
import { type ProgramWithMail, startWithMail } from './server';

const test = plain.extend<object, { own: ProgramWithMail }>({
    own: [
        // eslint-disable-next-line no-empty-pattern
        async ({}, use) => {
            const flags = ['--sign-up', 'open', '--operator-contact', 'support@example.org'];
            const program = await startWithMail({ moment: '2026-11-24T13:00:00Z', months: 0, flags });
            process.env.TIMEBOK_AHEAD = String(program.ahead);
            await use(program);
            await program.stop();
        },
        { scope: 'worker', timeout: 300_000 },
    ],
    baseURL: async ({ own }, use) => use(own.url),
});

const oda = { name: 'Oda Berg', email: 'oda@example.org', password: 'seven quiet green boats' };

function firstCode(own: Program): string {
    return /operator\/begin with the code (\S+)/.exec(readFileSync(own.console, 'utf8'))?.[1] ?? '';
}

async function typeSignIn(page: Page): Promise<void> {
    await page.locator('#f-email').fill(oda.email);
    await page.locator('#f-password').fill(oda.password);
    await submit(page, 'Sign in');
}

async function mailTo(address: string, own: { mails: string }): Promise<Mail> {
    await expect.poll(() => mailsTo(address, own.mails).length, { timeout: 60_000 }).toBeGreaterThan(0);
    return mailsTo(address, own.mails)[0] as Mail;
}

// What stands at an address of that host, as a proxy passes it on.
function atHost(own: Program, host: string, path: string): Promise<{ status: number; location: string; body: string }> {
    const { hostname, port } = new URL(own.url);
    return new Promise((resolve, reject) => {
        ask({ hostname, port, path, headers: { Host: `${host}:${port}` } }, (answer) => {
            let body = '';
            answer.on('data', (piece) => (body += piece));
            answer.on('end', () =>
                resolve({ status: answer.statusCode ?? 0, location: answer.headers.location ?? '', body }),
            );
        })
            .on('error', reject)
            .end();
    });
}

test('an operator opens, limits, suspends and opens businesses again', async ({ page, own }) => {
    test.setTimeout(180_000);
    await page.goto('/operator?lang=en');
    await expect(page).toHaveURL(/\/operator\/sign-in/);
    await inspect(page, 'operator-sign-in');
    await page.getByRole('link', { name: "Begin with the console's code" }).click();
    await inspect(page, 'operator-begin');
    await page.locator('#f-code').fill('not-the-code');
    await page.locator('#f-name').fill(oda.name);
    await page.locator('#f-email').fill(oda.email);
    await page.locator('#f-password').fill(oda.password);
    await submit(page);
    await expect(page.locator('.tb-error')).toBeVisible();
    await page.locator('#f-code').fill(firstCode(own));
    await page.locator('#f-password').fill(oda.password);
    await submit(page);
    await typeSignIn(page);

    // Nothing is open before the codes are set up.
    await expect(page).toHaveURL(/\/operator\/codes$/);
    await page.goto('/operator');
    await expect(page).toHaveURL(/\/operator\/codes$/);
    await inspect(page, 'operator-codes-first');
    await submit(page);
    const key = (await page.locator('.tb-key').textContent()) ?? '';
    await inspect(page, 'operator-codes');
    await page.locator('#f-code').fill(codeOf(key));
    await submit(page);
    await inspect(page, 'operator-recovery-codes');
    await page.getByRole('link', { name: 'I have kept them' }).click();
    await expect(page.locator('h1')).toHaveText('Businesses');
    await inspect(page, 'operator-businesses');

    // A business of somebody's, whose owner is invited.
    await page.getByRole('link', { name: 'Open a business' }).click();
    await page.locator('#f-name').fill('Kari Hår');
    await page.locator('#f-slug').pressSequentially('studio-lind');
    await expect(page.locator('#f-slug-check .tb-error')).toBeVisible();
    await page.locator('#f-owner').fill('Kari Nord');
    await page.locator('#f-email').fill('kari@example.org');
    await submit(page);
    await expect(page.locator('.tb-error')).toBeVisible();
    await inspect(page, 'operator-new-wrong');
    await page.locator('#f-slug').fill('kari-har');
    await submit(page);
    await expect(page.locator('h1')).toContainText('Kari Hår');
    await inspect(page, 'operator-business');
    const invitation = await mailTo('kari@example.org', own);
    expect(invitation.text).toContain('/kari-har/office/password/');

    // Whose mail went astray.
    await page.getByRole('link', { name: 'Invite again' }).click();
    await expect(page.locator('#f-email')).toHaveValue('kari@example.org');
    await inspect(page, 'operator-invite-again');
    await page.locator('#f-email').fill('kari@kari.example.org');
    await submit(page);
    await expect(page.getByText('The owner is invited again by mail.')).toBeVisible();
    const again = await mailTo('kari@kari.example.org', own);
    expect(again.text).toContain('/kari-har/office/password/');

    // One of the demo's is suspended in the middle of a booking.
    await page.goto('/operator?q=studio');
    await inspect(page, 'operator-found');
    await page.getByRole('link', { name: 'Studio Lind' }).click();
    const business = page.url();
    await page.locator('#f-why').fill('The bill of March is not paid.');
    await submit(page, 'Suspend');
    await expect(page.getByText('The business is suspended.')).toBeVisible();
    await inspect(page, 'operator-suspended');
    expect((await page.goto('/studio-lind?lang=en'))?.status()).toBe(503);
    await expect(page.locator('main')).toContainText('is closed for the time being');
    await expect(page.locator('main')).not.toContainText('The bill of March');
    await inspect(page, 'suspended-booking-page');
    expect((await page.request.get('/api/v1/studio-lind/services')).status()).toBe(503);
    expect((await page.goto('/anna-vos-coaching'))?.status()).toBe(200);

    await page.goto(business);
    await submit(page, 'Open it again');
    await expect(page.getByText('The business is open again.')).toBeVisible();
    expect((await page.goto('/studio-lind'))?.status()).toBe(200);

    // Limits and a host name of its own.
    await page.goto(business);
    await page.locator('#f-customers').fill('many');
    await submit(page, 'Save the limits');
    await expect(page.locator('.tb-error')).toBeVisible();
    await inspect(page, 'operator-limits-wrong');
    await page.locator('#f-customers').fill('100000');
    await submit(page, 'Save the limits');
    await page.locator('#f-host').fill('https://book.salon.example/');
    await submit(page, 'Save the host name');
    await expect(page.locator('.tb-error')).toBeVisible();
    await page.locator('#f-host').fill('book.salon.example');
    await submit(page, 'Save the host name');
    await expect(page.locator('#f-host')).toHaveValue('book.salon.example');
    await page.waitForTimeout(1200); // a host is known within a second
    expect(await atHost(own, 'book.salon.example', '/')).toMatchObject({ status: 303, location: '/studio-lind' });
    const home = await atHost(own, 'book.salon.example', '/studio-lind');
    expect(home.status).toBe(200);
    expect(home.body).toMatch(/rel="canonical" href="http:\/\/book\.salon\.example:\d+\/studio-lind/);
    for (const path of ['/anna-vos-coaching', '/operator/sign-in', '/sign-in', '/api/v1/anna-vos-coaching/services'])
        expect((await atHost(own, 'book.salon.example', path)).status, path).toBe(404);
    expect((await atHost(own, 'other.example', '/anna-vos-coaching')).status).toBe(200);
    expect((await page.request.get('/operator/tls-ask?domain=book.salon.example')).status()).toBe(200);
    expect((await page.request.get('/operator/tls-ask?domain=evil.example')).status()).toBe(404);

    await page.getByRole('link', { name: 'Health' }).click();
    await inspect(page, 'operator-health');
    await page.getByRole('link', { name: 'Look for damage' }).click();
    await expect(page.getByText('The database is whole.')).toBeVisible();
    await page.getByRole('link', { name: 'What operators did' }).click();
    await expect(page.locator('main')).toContainText('The bill of March is not paid.');
    await inspect(page, 'operator-log');

    await page.locator('.tb-account > summary').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await typeSignIn(page);
    await inspect(page, 'operator-code');
    await page.goto('/operator');
    await expect(page).toHaveURL(/\/operator\/code/);
});

test('a stranger opens a business, which is there once the address is confirmed', async ({ page, own }) => {
    await page.goto('/?lang=en');
    await page.getByRole('link', { name: 'Open your own business here' }).click();
    await inspect(page, 'sign-up');
    await page.locator('#f-name').fill('Pelle Hund');
    await page.locator('#f-slug').pressSequentially('pelle-hund');
    await expect(page.locator('#f-slug-check')).toContainText('/pelle-hund can be yours.');
    await page.locator('#f-owner').fill('Pelle Lund');
    await page.locator('#f-email').fill('pelle@example.org');
    await submit(page);
    await expect(page.locator('h1')).toHaveText('Look in your inbox');
    await inspect(page, 'sign-up-sent');
    expect((await page.goto('/pelle-hund'))?.status()).toBe(503);

    const mail = await mailTo('pelle@example.org', own);
    const link = /\S+\/pelle-hund\/office\/password\/\w+/.exec(mail.text)?.[0] ?? '';
    await page.goto(link);
    await page.locator('#f-password').fill('heron under the long bridge');
    await submit(page);
    await page.locator('#f-email').fill('pelle@example.org');
    await page.locator('#f-password').fill('heron under the long bridge');
    await submit(page);
    await expect(page).toHaveURL(/\/pelle-hund\/office/);
    expect((await page.goto('/pelle-hund'))?.status()).toBe(200);

    await page.goto('/pelle-hund/office/settings/business');
    await page.getByRole('link', { name: 'A host name of your own' }).click();
    await inspect(page, 'settings-host');
    await page.locator('#f-host').fill('book.pelle.example');
    await submit(page, 'Ask for it');
    await expect(page.locator('main')).toContainText('You asked for book.pelle.example');
    await inspect(page, 'settings-host-asked');
});
