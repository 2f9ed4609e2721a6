// The owner whom setup.spec.ts makes, and the steps of the back office.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { programNow } from './helpers';

// Not the business of the other journeys: what is set here would change theirs.
export const owner = {
    business: 'anna-vos-coaching',
    businessName: 'Anna Vos Coaching',
    name: 'Anna Vos',
    email: 'owner@example.org',
    password: 'heron under the long bridge',
};

export const office = (path = '') => `/${owner.business}/office${path}`;

// "Open http://.../setup with the code 470s-3x30-edwd-y4zx"
export function setupCode(file = process.env.TIMEBOK_CONSOLE ?? ''): string {
    const console = readFileSync(file, 'utf8');
    return /with the code (\S+)/.exec(console)?.[1] ?? '';
}

// The form of the page's work; those of the menu come after it or before <main>.
export async function submit(page: Page, words?: string): Promise<void> {
    const buttons = page.locator('main form button[type=submit]');
    await (words ? buttons.filter({ hasText: words }) : buttons).first().click();
}

export async function typeSignIn(page: Page, password = owner.password): Promise<void> {
    await page.goto(office('/sign-in?lang=en'));
    await page.locator('#f-email').fill(owner.email);
    await page.locator('#f-password').fill(password);
    await submit(page);
}

export async function signInAsOwner(page: Page): Promise<void> {
    await typeSignIn(page);
    await expect(page).toHaveURL(new RegExp(`${office()}$`));
}

export async function signOutOfOffice(page: Page): Promise<void> {
    await page.locator('.tb-top .tb-account > summary').click();
    await page.locator('.tb-top form button').click();
    await expect(page.locator('#f-email')).toBeVisible();
}

// RFC 6238 with the usual six digits, half a minute and SHA-1; `ahead` is milliseconds from now.
export function codeOf(key: string, ahead = 0): string {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    const bits = [...key.replace(/[^A-Z2-7]/g, '')].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
    const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
    const step = Buffer.alloc(8);
    step.writeBigUInt64BE(BigInt(Math.floor((programNow() + ahead) / 30_000)));
    const mac = createHmac('sha1', Buffer.from(bytes)).update(step).digest();
    const from = (mac.at(-1) ?? 0) & 15;
    return String((mac.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
