// Signing in by a passkey, of customers and of staff, on a device that Chromium makes up. The program has a name, since a
// passkey is for a host and not for a number.
import { execFileSync } from 'node:child_process';
import { type CDPSession, expect, type Page, test } from '@playwright/test';
import { inspect, somebody, studio } from './helpers';
import { linkTo } from './mail';
import { binary } from './program';
import { type ProgramWithMail, startWithMail } from './server';

const password = 'heron under the long bridge';
const office = `/${studio}/office`;
let program: ProgramWithMail;
let before: string | undefined;

test.describe.configure({ timeout: 180_000 });

test.beforeAll(async () => {
    test.setTimeout(300_000);
    program = await startWithMail({ moment: '2026-11-24T13:00:00Z', months: 0, host: 'localhost' });
    before = process.env.TIMEBOK_MAILS;
    process.env.TIMEBOK_MAILS = program.mails;
});

test.afterAll(async () => {
    process.env.TIMEBOK_MAILS = before;
    await program.stop();
});

async function becomeOwner(page: Page): Promise<void> {
    const email = somebody().email;
    const args = ['staff-link', studio, email, 'Olga', '--data', program.folder, '--base-url', program.url];
    const told = execFileSync(binary, args, { encoding: 'utf8', env: { ...process.env, TIMEBOK_TEST_NOW: '2026-11-24T13:00:00Z' } });
    await page.goto(/https?:\S+/.exec(told)?.[0] ?? '');
    await page.locator('#f-password').fill(password);
    await page.locator('main form button[type=submit]').first().click();
    await page.goto(`${program.url}${office}/sign-in?lang=en`);
    await page.locator('#f-email').fill(email);
    await page.locator('#f-password').fill(password);
    await page.locator('main form button[type=submit]').first().click();
    await expect(page).toHaveURL(new RegExp(`${office}($|[?])`));
}

async function addDevice(page: Page): Promise<CDPSession> {
    const session = await page.context().newCDPSession(page);
    await session.send('WebAuthn.enable');
    await session.send('WebAuthn.addVirtualAuthenticator', {
        options: {
            protocol: 'ctap2',
            transport: 'internal',
            hasResidentKey: true,
            hasUserVerification: true,
            isUserVerified: true,
            automaticPresenceSimulation: true,
        },
    });
    return session;
}

test('the owner adds a passkey and signs in by it', async ({ page }, info) => {
    const name = `Phone of ${info.project.name}`;
    await addDevice(page);
    await becomeOwner(page);
    await page.goto(`${program.url}${office}/security?lang=en`);
    const section = page.locator('section[aria-labelledby=tb-passkeys]');
    await section.locator('#tb-passkey-name').fill(name);
    await section.locator('input[type=password]').fill('not the password');
    await section.getByRole('button', { name: 'Add a passkey' }).click();
    await expect(section.locator('[role=alert]')).toBeVisible();
    await inspect(page, 'passkeys-office-wrong');
    await section.locator('input[type=password]').fill(password);
    await section.getByRole('button', { name: 'Add a passkey' }).click();
    await expect(page.locator('.alert-success')).toContainText('The passkey is added');
    await inspect(page, 'passkeys-office');
    await page.locator('.tb-top .tb-account > summary').click();
    await page.locator('.tb-top form button').click();
    // The browser offers the passkey where the address is typed, and the device that is made up takes what is offered.
    await expect(page).toHaveURL(new RegExp(`${office}($|[?])`), { timeout: 20_000 });
    await page.goto(`${program.url}${office}/security`);
    await page.getByRole('button', { name: new RegExp(`Remove.*${name}`) }).click();
    await expect(page.locator('main')).not.toContainText(name);
});

test('a customer adds a passkey in the panel and signs in by it', async ({ page }) => {
    await addDevice(page);
    const person = somebody();
    await page.goto(`${program.url}/studio-lind/register?lang=en`);
    await page.locator('#tb-name').fill(person.name);
    await page.locator('#tb-surname').fill(person.surname);
    await page.locator('#tb-email').fill(person.email);
    const phone = page.locator('#tb-phone');
    if (await phone.count()) await phone.fill(person.phone);
    await page.locator('#tb-consent').check();
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.goto(await linkTo(person.email, /\/registration\//));
    await page.locator('main form button[type=submit]').first().click();
    await page.waitForURL(/\/my/);
    await page.goto(`${program.url}/studio-lind/my/security`);
    await page.locator('#tb-passkey-name').fill('My phone');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await expect(page.locator('.alert-success')).toContainText('The passkey is added');
    await inspect(page, 'passkeys-panel');
    await page.locator('details.tb-account > summary').click();
    await page.locator('details.tb-account form button').click();
    await page.waitForURL(/\/my($|[?])/);
    await page.goto(`${program.url}/studio-lind/my/security`);
    await page.getByRole('button', { name: /Remove.*My phone/ }).click();
    await expect(page.locator('.alert-success')).toContainText('The passkey is removed');
});
