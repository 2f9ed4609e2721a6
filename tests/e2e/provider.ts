// A provider of OpenID Connect (tests/support/oidc-provider.mjs), for as long as a journey needs one.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';

const script = join(dirname(fileURLToPath(import.meta.url)), '../support/oidc-provider.mjs');

export interface ProviderThere {
    issuer: string;
    stop: () => void;
}

export interface Wanted {
    redirect: string;
    verified: boolean; // whether it says that addresses are theirs who come
}

export const client = { client_id: 'timebok', client_secret: 'a secret of both sides' };

export async function startProvider(wanted: Wanted): Promise<ProviderThere> {
    const ahead = Number(process.env.TIMEBOK_AHEAD ?? 0);
    const provider = spawn(process.execPath, [script, JSON.stringify({ ...client, ...wanted, ahead })], {
        stdio: ['ignore', 'pipe', 'ignore'],
    });
    for await (const line of createInterface(provider.stdout))
        if (line.startsWith('http')) return { issuer: line, stop: () => provider.kill() };
    throw new Error('the provider ended before it listened');
}

// What somebody does there: the pages are those that oidc-provider has for developers.
export async function signInThere(page: Page, name: string): Promise<void> {
    await page.locator('input[name=login]').fill(name);
    await page.locator('input[name=password]').fill('anything');
    await page.locator('button[type=submit]').click();
    await page.locator('button[type=submit]').click();
}
