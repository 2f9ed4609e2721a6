// A customer who is there twice: found, merged by a receptionist who looks at both, and taken apart again.
import { expect, type Page, test } from '@playwright/test';
import { inspect, ownLetters } from './helpers';
import { office, signInAsOwner, submit } from './office';

interface Wanted {
    name: string;
    surname: string;
    phone?: string;
    email?: string;
    note?: string;
}

async function addCustomer(page: Page, wanted: Wanted): Promise<string> {
    await page.goto(office('/customers/new?lang=en'));
    await page.locator('#f-name').fill(wanted.name);
    await page.locator('#f-surname').fill(wanted.surname);
    if (wanted.phone) await page.locator('#f-phone').fill(wanted.phone);
    if (wanted.email) await page.locator('#f-email').fill(wanted.email);
    if (wanted.note) await page.locator('#f-note').fill(wanted.note);
    await submit(page);
    await expect(page.locator('.alert-success')).toBeVisible();
    return new URL(page.url()).pathname;
}

async function remove(page: Page, path: string): Promise<void> {
    await page.goto(`${path}/deletion?lang=en`);
    const button = page.getByRole('button', { name: 'Delete the customer' });
    if ((await button.count()) > 0) await button.click();
}

test('a customer who is there twice becomes one, and two again', async ({ page }) => {
    test.setTimeout(180_000);
    const own = ownLetters();
    const phone = `+47 9${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;
    await signInAsOwner(page);
    const first = await addCustomer(page, { name: 'Kristine', surname: `Holm${own}`, phone, note: 'Likes tea' });
    const second = await addCustomer(page, {
        name: 'Kristina',
        surname: `Holm${own}`,
        phone,
        email: `kristina.${own}@example.com`,
        note: 'By the window',
    });
    try {
        // Of this one customer.
        await page.goto(`${first}?lang=en`);
        await page.locator('.tb-tabs a', { hasText: 'Duplicates' }).click();
        const candidate = page.locator('.tb-list a', { hasText: `Kristina Holm${own}` });
        await expect(candidate).toContainText('same phone');
        await inspect(page, 'duplicates-of-customer');

        // Of all of them, by a search that the page follows.
        await page.goto(office('/customers?lang=en'));
        await page.getByRole('link', { name: 'Find duplicates' }).click();
        await inspect(page, 'duplicates');
        await page.getByRole('button', { name: /^Search/ }).click();
        const pair = page.locator('.tb-list a', { hasText: own });
        await expect(pair).toBeVisible();
        await inspect(page, 'duplicates-found');
        await pair.click();

        // The one with the smaller id stays; here it is the first.
        await expect(page.locator('h1')).toHaveText('Are these one person?');
        await expect(page.getByRole('radio', { name: `kristina.${own}@example.com` })).toBeChecked();
        await expect(page.getByRole('radio', { name: 'Kristine', exact: true })).toBeChecked();
        await inspect(page, 'duplicates-compare');
        await page.getByRole('radio', { name: 'Kristina', exact: true }).check();
        await page.getByRole('button', { name: 'Merge the two' }).click();
        await expect(page.locator('.alert-success')).toContainText('one customer now');
        await inspect(page, 'duplicates-merged');

        // Old addresses lead to the one who stays.
        await page.goto(`${second}?lang=en`);
        await expect(page).toHaveURL(new RegExp(`${first}`));
        await expect(page.locator('main')).toContainText(`kristina.${own}@example.com`);
        await expect(page.locator('main')).toContainText('Likes tea');
        await expect(page.locator('main')).toContainText('By the window');
        await page.goto(office(`/customers?q=${own}&lang=en`));
        await expect(page.locator('.tb-customers tbody tr')).toHaveCount(1);

        // A mistake: they are two after all.
        await page.goto(`${first}/duplicates?lang=en`);
        await page.getByRole('button', { name: 'Undo the merge' }).click();
        await expect(page.locator('.alert-success')).toContainText('two customers again');
        await expect(page).toHaveURL(new RegExp(`${second}`));
        await page.goto(`${first}/duplicates/${second.split('/').pop()}?lang=en`);
        await page.getByRole('button', { name: 'They are two people' }).click();
        await expect(page.locator('.alert-success')).toBeVisible();
        await expect(page.locator('section', { hasText: 'Said to be somebody else' })).toContainText(`Kristina Holm${own}`);
        await expect(page.locator('.tb-nothing')).toBeVisible();
    } finally {
        await remove(page, first);
        await remove(page, second);
    }
});
