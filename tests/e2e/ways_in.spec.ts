// Signing in without a password, by a provider that the business has entered.
import { expect, type Page, test } from '@playwright/test';
import { inspect, somebody } from './helpers';
import { linkTo } from './mail';
import { office, owner, signInAsOwner, signOutOfOffice, submit } from './office';
import { client, type ProviderThere, signInThere, startProvider } from './provider';

test.describe.configure({ timeout: 180_000 });

const at = (path: string) => `/${owner.business}${path}`;

// The owner enters the provider, which is started once the address to send people back to is known.
async function enterProvider(page: Page, name: string, verified: boolean): Promise<ProviderThere> {
    await signInAsOwner(page);
    await page.goto(office('/settings/sign-in?lang=en'));
    await inspect(page, 'ways-in');
    await page.getByRole('link', { name: 'Add another provider' }).click();
    const redirect = await page.locator('#tb-answer-url').innerText();
    const there = await startProvider({ redirect, verified });
    await page.locator('#f-name').fill(name);
    await page.locator('#f-issuer').fill(`${there.issuer}/nowhere`);
    await page.locator('#f-client_id').fill(client.client_id);
    await page.locator('#f-client_secret').fill('another secret');
    await submit(page, 'Save');
    await submit(page, 'Test the connection');
    await expect(page.locator('.alert-warning')).toContainText('Something answers there');
    await page.locator('#f-issuer').fill(there.issuer);
    await page.locator('#f-client_secret').fill('another secret');
    await submit(page, 'Save');
    await submit(page, 'Test the connection');
    await expect(page.locator('.alert-warning')).toContainText('does not accept the ID or the secret');
    await inspect(page, 'ways-in-wrong');
    await page.locator('#f-client_secret').fill(client.client_secret);
    await submit(page, 'Save');
    await submit(page, 'Test the connection');
    await expect(page.locator('.alert-success')).toContainText('It works');
    await inspect(page, 'ways-in-works');
    await signOutOfOffice(page);
    return there;
}

async function removeProvider(page: Page, name: string): Promise<void> {
    await page.context().clearCookies();
    await signInAsOwner(page);
    await page.goto(office('/settings/sign-in?lang=en'));
    await page.getByRole('link', { name }).click();
    await page.locator('summary', { hasText: 'Remove' }).click();
    await submit(page, 'Remove it');
}

async function signOut(page: Page): Promise<void> {
    await page.locator('details.tb-account > summary').click();
    await page.locator('details.tb-account form button').click();
    await expect(page.locator('details.tb-account')).toHaveCount(0);
}

const begin = (page: Page, name: string) => page.getByRole('button', { name: `Continue with ${name}` }).click();

test('a customer makes an account by a provider, signs in by it, and cannot lose the last way in', async ({
    page,
}, info) => {
    const name = `Lind ID ${info.project.name}`;
    const there = await enterProvider(page, name, true);
    try {
        const person = somebody().email.split('@')[0] ?? '';
        await page.goto(at('/sign-in?lang=en'));
        await inspect(page, 'sign-in-with-provider');
        await begin(page, name);
        await signInThere(page, person);
        await expect(page.locator('#tb-name')).toHaveValue('Kari');
        await expect(page.locator('#tb-email')).toHaveValue(`${person}@example.org`);
        await inspect(page, 'arrival');
        const phone = page.locator('#tb-phone');
        if (await phone.count()) await phone.fill('412 34 567');
        await submit(page, 'Make the account');
        await expect(page.locator('#tb-consent')).toBeVisible();
        await page.locator('#tb-consent').check();
        await submit(page, 'Make the account');
        await page.waitForURL(new RegExp(`${at('/my')}($|[?])`));
        await signOut(page);

        // Known by now, nothing is asked.
        await page.goto(at('/sign-in'));
        await begin(page, name);
        await page.waitForURL(new RegExp(`${at('/my')}($|[?])`));
        await page.goto(at('/my/security'));
        await expect(page.locator('#tb-identities ~ ul')).toContainText(name);
        await inspect(page, 'security-ways');
        await page.getByRole('button', { name: 'Disconnect' }).click();
        await expect(page.locator('.alert-success')).toContainText('Disconnected');
        await page.getByRole('button', { name: `Connect ${name}` }).click();
        await page.getByRole('button', { name: 'Go on' }).click();
        await expect(page.locator('.alert-success')).toContainText('Connected');
        await signOut(page);
    } finally {
        there.stop();
        await removeProvider(page, name);
    }
});

test('an address that the provider does not vouch for is confirmed by a mail first', async ({ page }, info) => {
    const name = `Loose ID ${info.project.name}`;
    const there = await enterProvider(page, name, false);
    try {
        const person = somebody().email.split('@')[0] ?? '';
        const email = `${person}@example.org`;
        await page.goto(at('/sign-in?lang=en'));
        await begin(page, name);
        await signInThere(page, person);
        const phone = page.locator('#tb-phone');
        if (await phone.count()) await phone.fill('412 34 567');
        await page.locator('#tb-consent').check();
        await submit(page, 'Make the account');
        await expect(page.locator('h1')).toContainText('Look in your inbox');
        await page.goto(await linkTo(email, /\/registration\//));
        await submit(page);
        await page.waitForURL(new RegExp(`${at('/my')}($|[?])`));
        await signOut(page);
        await page.goto(at('/sign-in'));
        await begin(page, name);
        await page.waitForURL(new RegExp(`${at('/my')}($|[?])`));
    } finally {
        there.stop();
        await removeProvider(page, name);
    }
});
