// Customers from a file: read, told what its columns are, checked, brought in, corrected and taken back.
import { expect, type Page, test } from '@playwright/test';
import { inspect, ownLetters } from './helpers';
import { office, signInAsOwner, submit } from './office';

const csv = (rows: string[][]) => rows.map((row) => row.join(';')).join('\r\n');

async function send(page: Page, name: string, content: string | Buffer): Promise<void> {
    await page.goto(office('/customers/imports?lang=en'));
    await page.locator('#tb-file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
    await page.getByRole('button', { name: 'Read the file' }).click();
}

// The page follows the work by itself.
const heading = (page: Page, words: string) => expect(page.getByRole('heading', { name: words })).toBeVisible();

const tile = (page: Page, name: string) => page.locator('.tb-tile-number', { hasText: name }).locator('.tb-tile-now');

async function undo(page: Page): Promise<void> {
    await page.locator('summary', { hasText: 'Undo the import' }).click();
    await page.locator('form[action$="/undo"] button[type=submit]').click();
    await expect(page.locator('.alert-success')).toContainText('The import is undone.', { timeout: 60_000 });
}

test('customers come in from a file and go again', async ({ page }) => {
    test.setTimeout(240_000);
    const own = ownLetters();
    const address = (name: string) => `${name}.${own}@example.org`;
    await signInAsOwner(page);
    await page.goto(office('/customers?lang=en'));
    await page.getByRole('link', { name: 'Import customers from a file' }).click();
    await inspect(page, 'imports-none');

    await send(page, 'book.xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]));
    await expect(page.locator('.tb-error')).toContainText('old versions of Excel');
    await inspect(page, 'imports-refused');

    await send(
        page,
        `customers ${own}.csv`,
        csv([
            ['Fornavn', 'Etternavn', 'E-post', 'Mobil', 'Født', `Fylke ${own}`, 'Etiketter'],
            ['Åse', own, address('ase'), '412 34 567', '04/05/1980', 'Oslo', `VIP ${own}`],
            ['Berit', own, address('berit'), '', '06/07/1990', '', ''],
            ['Cato', own, 'cato at home', '12', '', '', ''],
            ['Berit', own, address('berit'), '', '', '', ''],
        ]),
    );
    await heading(page, 'What the columns are');
    await expect(page.locator('#f-target_0')).toHaveValue('name');
    await expect(page.locator('#f-target_2')).toHaveValue('email');
    await expect(page.locator('#f-target_4')).toHaveValue('date_of_birth');
    await expect(page.locator('#f-target_5')).toHaveValue('');
    await page.locator('summary', { hasText: 'The first rows of the file' }).click();
    await inspect(page, 'import-columns');
    await submit(page, 'Check the file');
    await expect(page.locator('.tb-error')).toContainText('Say which stands first');
    await inspect(page, 'import-columns-wrong');
    await page.getByLabel('The day: 4 May').check();
    await submit(page, 'Check the file');

    await expect(page.getByRole('button', { name: 'Import 2 customers' })).toBeVisible({ timeout: 60_000 });
    await expect(tile(page, 'Rows that cannot come in')).toHaveText('1');
    await inspect(page, 'import-checked');
    await submit(page, 'Import 2 customers');
    await expect(tile(page, 'Added customers')).toHaveText('2', { timeout: 60_000 });
    try {
        await inspect(page, 'import-done');
        const file = page.waitForEvent('download');
        await page.getByRole('link', { name: 'Download as CSV' }).click();
        expect((await file).suggestedFilename()).toContain('not-imported.csv');

        const here = page.url();
        await page.goto(office(`/customers?q=${own}`));
        await expect(page.locator('.tb-customers tbody tr')).toHaveCount(2);
        await page.goto(office('/customers/imports'));
        await expect(page.locator('.tb-list')).toContainText('2 added, 0 changed, 1 not come in');
        await inspect(page, 'imports-list');

        // What was changed since stays.
        await page.goto(office(`/customers?q=berit ${own}`));
        await page.locator('.tb-row-link').first().click();
        const berit = page.url().split('?')[0];
        await page.goto(`${berit}/details`);
        await page.locator('#f-city').fill('Bergen');
        await submit(page, 'Save');
        await page.goto(here);
        await undo(page);
        await expect(page.locator('.alert-success')).toContainText('1 customer was taken back');
        await expect(page.locator('.tb-list').first()).toContainText('Something has happened to them since');
        await inspect(page, 'import-undone');
        await page.goto(`${berit}/deletion`);
        await submit(page, 'Delete the customer');
        await page.goto(here);
    } finally {
        await page.locator('summary', { hasText: 'Remove this import' }).click();
        await page.locator('form[action$="/removal"] button[type=submit]').click();
        await expect(page).toHaveURL(/customers\/imports\?done=removed/);
        await page.goto(office('/settings/labels'));
        const label = page.locator('.tb-list a').filter({ hasText: own });
        if ((await label.count()) > 0) {
            await label.click();
            await page.locator('summary', { hasText: 'Delete' }).click();
            await page.locator('form[action$="/deletion"] button[type=submit]').click();
        }
    }
});

test('a file is imported without a script', async ({ browser }) => {
    test.setTimeout(180_000);
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    const own = ownLetters();
    await signInAsOwner(page);
    await send(page, `plain ${own}.csv`, `Name,E-mail\r\nDora ${own},dora.${own}@example.org\r\n`);
    await submit(page, 'Check the file');
    const begin = page.getByRole('button', { name: 'Import 1 customer' });
    for (let n = 0; n < 60 && !(await begin.isVisible()); n += 1) {
        await page.waitForTimeout(500);
        await page.reload();
    }
    await begin.click();
    const undoing = page.locator('form[action$="/undo"] button[type=submit]');
    for (let n = 0; n < 60 && (await undoing.count()) === 0; n += 1) {
        await page.waitForTimeout(500);
        await page.reload();
    }
    await page.locator('summary', { hasText: 'Undo the import' }).click();
    await undoing.click();
    for (let n = 0; n < 60 && (await page.locator('.alert-success').count()) === 0; n += 1) {
        await page.waitForTimeout(500);
        await page.reload();
    }
    await expect(page.locator('.alert-success')).toContainText('The import is undone.');
    await page.locator('summary', { hasText: 'Remove this import' }).click();
    await page.locator('form[action$="/removal"] button[type=submit]').click();
    await context.close();
});
