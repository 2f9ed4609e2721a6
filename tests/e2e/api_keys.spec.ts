// A key of the API: made in the settings, shown once, used by a program, revoked.
import { type APIRequestContext, expect, test } from '@playwright/test';
import { inspect, somebody } from './helpers';
import { office, owner, signInAsOwner, submit } from './office';

const api = (path: string) => `/api/v1/${owner.business}${path}`;
const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });

async function ask(request: APIRequestContext, key: string, path: string) {
    return request.get(api(path), { headers: bearer(key) });
}

test('a program reads and changes customers with a key until it is revoked', async ({ page, request }, info) => {
    const name = `The till of ${info.project.name}`;
    const person = somebody();
    await signInAsOwner(page);
    await page.goto(office('/settings/api-keys?lang=en'));
    await inspect(page, 'api-keys-none');
    const door = page.locator('summary', { hasText: 'Make a key' });
    if (!(await page.locator('#f-name').isVisible())) await door.click();
    await page.locator('#f-name').fill(name);
    await submit(page, 'Make the key');
    await expect(page.locator('main')).toContainText('Choose what the key allows.');
    await expect(page.locator('#f-name')).toHaveValue(name);
    await inspect(page, 'api-keys-wrong');
    await page.locator('#f-grant_customers').selectOption('write');
    await submit(page, 'Make the key');
    await expect(page.locator('.alert-success')).toContainText('shown this once');
    await inspect(page, 'api-keys-made');
    const key = (await page.locator('.alert-success code').innerText()).trim();
    expect(key).toMatch(/^tbk_/);

    // What a program does with it.
    expect((await ask(request, '', '/customers')).status()).toBe(401);
    expect((await ask(request, `${key}x`, '/customers')).status()).toBe(401);
    expect((await ask(request, key, '/bookings?from=2026-11-24&to=2026-11-24')).status()).toBe(403);
    const made = await request.post(api('/customers'), {
        headers: bearer(key),
        data: { name: person.name, surname: person.surname, email: person.email, customer_number: person.email },
    });
    expect(made.status()).toBe(201);
    expect(Number(made.headers()['ratelimit-remaining'])).toBeGreaterThan(0);
    const customer = await made.json();
    const changed = await request.patch(api(`/customers/${customer.id}`), {
        headers: { ...bearer(key), 'If-Match': made.headers().etag ?? '' },
        data: { important_note: 'Comes with a dog' },
    });
    expect(changed.status()).toBe(200);
    const listed = await (await ask(request, key, `/customers?search=${encodeURIComponent(person.email)}`)).json();
    expect(listed.customers).toHaveLength(1);

    // What staff see of it.
    await page.goto(office(`/customers/${customer.id}/changes`));
    await expect(page.locator('main')).toContainText(`another program, by the key ${name}`);
    await inspect(page, 'api-keys-changes');
    await page.goto(office('/settings/api-keys'));
    const row = page.locator('.tb-list > li').filter({ hasText: name });
    await expect(row).toContainText('Last used');
    await expect(page.locator('main')).not.toContainText(key);
    await inspect(page, 'api-keys');

    await row.locator('summary', { hasText: 'Revoke' }).click();
    await inspect(page, 'api-keys-revoke');
    await row.locator('form button[type=submit]').click();
    await expect(page.locator('.alert-success')).toContainText('Revoked.');
    await expect(row).toContainText('Revoked');
    await inspect(page, 'api-keys-revoked');
    expect((await ask(request, key, '/customers')).status()).toBe(401);
});
