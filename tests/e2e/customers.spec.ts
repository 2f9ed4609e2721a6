// The list of customers: searched while one types, filtered, sorted, with chosen columns, saved as a view.
import { expect, type Page, test } from '@playwright/test';
import { inspect, ownLetters } from './helpers';
import { office, signInAsOwner, submit } from './office';

const rows = (page: Page) => page.locator('.tb-customers tbody tr');
const rowOf = (page: Page, name: string) => rows(page).filter({ hasText: name });

async function addCustomer(page: Page, surname: string, more: { phone?: string; number?: string }): Promise<void> {
    await page.goto(office('/customers/new?lang=en'));
    await page.locator('#f-name').fill('Bartholomea');
    await page.locator('#f-surname').fill(surname);
    if (more.phone) await page.locator('#f-phone').fill(more.phone);
    if (more.number) await page.locator('#f-customer_number').fill(more.number);
    await submit(page);
    await expect(page.locator('.alert-success')).toBeVisible();
}

async function openFold(page: Page, words: string): Promise<void> {
    await page.locator('summary', { hasText: words }).click();
}

async function deleteView(page: Page, name: string): Promise<void> {
    await page.goto(office('/customers?order=name&lang=en'));
    const link = page.locator('.tb-saved-views').getByRole('link', { name, exact: true });
    if ((await link.count()) === 0) return;
    await link.click();
    await openFold(page, 'Change this view');
    await submit(page, 'Delete this view');
    await expect(page.locator('.alert-success')).toBeVisible();
}

test('customers are found while one types, filtered, sorted and kept as a view', async ({ page }, info) => {
    test.setTimeout(180_000);
    // Each run has people of its own in the same business.
    const own = ownLetters();
    const first = `Ærø${own}`;
    const second = `Zulu${own}`;
    const view = `Seldom here ${info.project.name}`;
    await signInAsOwner(page);
    await addCustomer(page, first, { phone: '+47 912 34 567', number: `N-${own}` });
    await addCustomer(page, second, {});
    try {
        // As one types, a part of the name in any order; the field keeps the keyboard and the address the search.
        await page.goto(office('/customers?order=name&lang=en'));
        await inspect(page, 'customers');
        const field = page.locator('#tb-q');
        await field.click();
        await field.pressSequentially(`${own.slice(2)} tholo`, { delay: 20 });
        await expect(rows(page)).toHaveCount(2);
        await expect(page.locator('#tb-count')).toHaveText('2 customers');
        await expect(field).toBeFocused();
        await expect(page).toHaveURL(/[?&]q=/);
        await inspect(page, 'customers-found');
        await page.reload();
        await expect(rows(page)).toHaveCount(2);
        await field.fill(`aero${own}`);
        await expect(rows(page)).toHaveCount(1);
        await expect(rowOf(page, first)).toBeVisible();
        await field.fill('0047 912 34');
        await expect(rowOf(page, first)).toBeVisible();
        await field.fill(`${own} nobody at all`);
        await expect(page.locator('#tb-customers')).toContainText('Nobody is found.');
        await expect(page.locator('#tb-count')).toHaveText('0 customers');

        // Columns of one's own, which stay.
        await field.fill(own);
        await expect(rows(page)).toHaveCount(2);
        await openFold(page, 'Choose the columns');
        await page.getByLabel('Customer number', { exact: true }).check();
        await page.getByLabel('Last visit', { exact: true }).check();
        await inspect(page, 'customers-columns');
        await submit(page, 'Show these columns');
        // What was typed last holds for the forms of the page too.
        await expect(rows(page)).toHaveCount(2);
        await expect(page.locator('#tb-q')).toHaveValue(own);
        await expect(rowOf(page, first)).toContainText(`N-${own}`);
        await page.getByRole('columnheader').getByRole('link', { name: 'Customer number' }).click();
        await expect(page.locator('th[aria-sort=ascending]')).toContainText('Customer number');
        await expect(rows(page).first()).toContainText(first);
        await page.getByRole('columnheader').getByRole('link', { name: 'Name' }).click();
        await page.getByRole('columnheader').getByRole('link', { name: 'Name' }).click();
        await expect(page.locator('th[aria-sort=descending]')).toContainText('Name');
        await expect(rows(page)).toHaveCount(2);

        // A filter says what is set and lets go of each part.
        await openFold(page, 'Filter');
        await inspect(page, 'customers-filter');
        await page.locator('#f-status').selectOption({ label: 'Never came' });
        await page.locator('#f-speaks').selectOption({ index: 1 });
        await page.locator('#f-sign_in').selectOption({ label: 'No' });
        await submit(page, 'Show these customers');
        await expect(page.locator('.tb-chips')).toContainText('Status: Never came');
        await expect(page.locator('.tb-chips')).toContainText('May sign in: No');
        await expect(page).toHaveURL(/status=never-came/);
        await inspect(page, 'customers-filtered');
        await page.locator('.tb-chip', { hasText: 'Language' }).click();
        await expect(page.locator('.tb-chips')).not.toContainText('Language');
        await expect(rows(page)).toHaveCount(2);

        // Kept under a name, it is what the list begins with.
        await openFold(page, 'Save this view');
        await page.locator('#f-name').fill(view);
        await page.getByLabel('Begin with this view').check();
        await submit(page, 'Save');
        await expect(page.locator('.tb-saved-views [aria-current]')).toHaveText(view);
        await inspect(page, 'customers-view');
        await page.goto(office('/customers'));
        await expect(page.locator('.tb-saved-views [aria-current]')).toHaveText(view);
        await expect(page.locator('.tb-chips')).toContainText('Status: Never came');
        await expect(rows(page)).toHaveCount(2);
        await page.locator('.tb-chip', { hasText: 'Clear' }).click();
        await expect(page.locator('.tb-chips')).toHaveCount(0);
        await openFold(page, 'Save this view');
        await page.locator('#f-name').fill(view.toUpperCase());
        await submit(page, 'Save');
        await expect(page.locator('.tb-error')).toContainText('You have a view of that name.');
        await inspect(page, 'customers-view-taken');
    } finally {
        await deleteView(page, view);
        await page.goto(office('/customers?order=name&lang=en'));
        await openFold(page, 'Choose the columns');
        await page.getByLabel('Customer number', { exact: true }).uncheck();
        await page.getByLabel('Last visit', { exact: true }).uncheck();
        await submit(page, 'Show these columns');
    }
});

test('the list works without scripts', async ({ browser, baseURL }) => {
    const context = await browser.newContext({ javaScriptEnabled: false, baseURL });
    const page = await context.newPage();
    await signInAsOwner(page);
    await page.goto(office('/customers?order=name&lang=en'));
    await page.locator('#tb-q').fill('nobody of that name');
    await submit(page, 'Search');
    await expect(page.locator('main')).toContainText('Nobody is found.');
    await expect(page.locator('#tb-count')).toContainText('0 customers');
    await context.close();
});
