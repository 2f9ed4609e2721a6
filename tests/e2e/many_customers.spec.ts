// Fields of the business's own, and what is done with many customers at once: labels, a file, deleting with one undo.
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { inspect, ownLetters } from './helpers';
import { office, signInAsOwner, submit } from './office';

async function addField(page: Page, name: string, kind: string, options = ''): Promise<void> {
    await page.goto(office('/settings/customer-fields?lang=en'));
    const label = page.locator('input[name^="label_"]').first();
    if (!(await label.isVisible())) await page.locator('summary', { hasText: 'Add a customer field' }).click();
    await label.fill(name);
    await page.locator('#f-kind').selectOption(kind);
    if (options) await page.locator('#f-option_lines').fill(options);
    await submit(page, 'Add');
    await expect(page.locator('.alert-success')).toBeVisible();
}

async function addCustomer(page: Page, name: string, surname: string): Promise<string> {
    await page.goto(office('/customers/new'));
    await page.locator('#f-name').fill(name);
    await page.locator('#f-surname').fill(surname);
    await submit(page);
    await expect(page.locator('.alert-success')).toBeVisible();
    return page.url().split('?')[0];
}

async function deleteField(page: Page, name: string): Promise<void> {
    await page.goto(office('/settings/customer-fields'));
    const row = page.locator('.tb-list a').filter({ hasText: name });
    if ((await row.count()) === 0) return;
    await row.first().click();
    await page.locator('summary', { hasText: 'Delete' }).click();
    await page.locator('form[action$="/deletion"] button[type=submit]').click();
    await expect(page.locator('.alert-success')).toBeVisible();
}

test('customers have fields of the business, go home in a file and are deleted together', async ({ page }, info) => {
    test.setTimeout(240_000);
    const own = ownLetters();
    const size = `Shoe size ${own}`;
    const shade = `Shade ${own}`;
    await signInAsOwner(page);
    await page.goto(office('/settings/customer-fields?lang=en'));
    await inspect(page, 'customer-fields-none');
    try {
        await addField(page, size, 'number');
        await addField(page, shade, 'choice', 'Red\nBlue\nA very long name of a shade that somebody may have thought of');
        await page.getByLabel('In the customer\'s profile').check();
        await inspect(page, 'customer-field');
        await submit(page, 'Save');
        await page.goto(office('/settings/customer-fields'));
        await inspect(page, 'customer-fields');

        const anna = await addCustomer(page, 'Anna', own);
        await addCustomer(page, 'Berit', own);
        await page.goto(`${anna}/details`);
        await page.getByLabel(size).fill('large');
        await submit(page, 'Save');
        await expect(page.locator('.tb-error')).toContainText('Write a number');
        await page.getByLabel(size).fill('42,5');
        await page.getByLabel(shade).selectOption({ label: 'Blue' });
        await inspect(page, 'customer-details-fields');
        await submit(page, 'Save');
        await expect(page.locator('main')).toContainText('42.5');
        await inspect(page, 'customer-with-fields');

        await page.goto(office(`/customers?q=${own}`));
        await page.getByLabel('This page').check();
        await expect(page.locator('.tb-selected-count')).toHaveText('2');
        await inspect(page, 'customers-selected');
        await page.getByRole('button', { name: 'Export', exact: true }).click();
        await expect(page.locator('h1')).toHaveText('Export customers');
        await page.getByLabel('Text table (.csv)').check();
        await inspect(page, 'export');
        await submit(page, 'Make the file');
        await expect(page.locator('main')).toContainText('The file is ready', { timeout: 60_000 });
        await inspect(page, 'export-ready');
        const loading = page.waitForEvent('download');
        await page.getByRole('link', { name: 'Download' }).click();
        const text = readFileSync(await (await loading).path(), 'utf8');
        expect(text).toContain(size);
        expect(text).toContain('42.5');
        expect(text.trim().split('\r\n')).toHaveLength(3);

        await page.goto(office(`/customers?q=${own}`));
        await page.getByLabel(/^All of this list/).check();
        await page.getByRole('button', { name: 'Delete', exact: true }).click();
        await expect(page.locator('h1')).toHaveText('Delete 2 customers');
        await inspect(page, 'delete-many');
        await submit(page, 'Delete these customers');
        await expect(page.locator('main')).toContainText('2 customers are deleted.');
        await inspect(page, 'deleted-many');
        await submit(page, 'Undo: restore all of them');
        await expect(page.locator('main')).toContainText('2 customers are back.');
        await page.goto(anna);
        await expect(page.locator('main')).toContainText('42.5');
    } finally {
        await page.goto(office(`/customers?q=${own}`));
        if ((await page.getByLabel(/^All of this list/).count()) > 0) {
            await page.getByLabel(/^All of this list/).check();
            await page.getByRole('button', { name: 'Delete', exact: true }).click();
            await submit(page, 'Delete these customers');
        }
        await deleteField(page, size);
        await deleteField(page, shade);
    }
    expect(info.errors).toHaveLength(0);
});
