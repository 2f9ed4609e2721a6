// Labels: made in the settings, stuck on customers, listed by, merged and deleted.
import { expect, type Page, test } from '@playwright/test';
import { inspect, type Person, somebody } from './helpers';
import { office, signInAsOwner, submit } from './office';

async function addLabel(page: Page, name: string, colour: string): Promise<void> {
    await page.goto(office('/settings/labels?lang=en'));
    const door = page.locator('summary', { hasText: 'Add a label' });
    if (!(await page.locator('#f-name').isVisible())) await door.click();
    await page.locator('#f-name').fill(name);
    await page.locator('#f-colour').selectOption({ label: colour });
    await submit(page, 'Add');
}

async function addCustomer(page: Page, person: Person): Promise<string> {
    await page.goto(office('/customers/new'));
    await page.locator('#f-name').fill(person.name);
    await page.locator('#f-surname').fill(person.surname);
    await submit(page);
    await expect(page.locator('.alert-success')).toBeVisible();
    return page.url().split('?')[0];
}

async function stick(page: Page, customer: string, names: string[]): Promise<void> {
    await page.goto(customer);
    await page.locator('summary', { hasText: 'Change the labels' }).click();
    for (const name of names) await page.getByLabel(name, { exact: true }).check();
    await page.locator('form[action$="/labels"] button[type=submit]').click();
    await expect(page.locator('.alert-success')).toBeVisible();
}

const rowOf = (page: Page, name: string) => page.locator('.tb-list a').filter({ hasText: name });

async function deleteLabel(page: Page, name: string): Promise<void> {
    await page.goto(office('/settings/labels'));
    const row = rowOf(page, name);
    if ((await row.count()) === 0) return;
    await row.click();
    await page.locator('summary', { hasText: 'Delete' }).click();
    await page.locator('form[action$="/deletion"] button[type=submit]').click();
    await expect(page.locator('.alert-success')).toBeVisible();
}

test('customers get labels, are listed by one, and have one instead of two', async ({ page }, info) => {
    test.setTimeout(180_000);
    // Each project has labels of its own in the same business.
    const own = info.project.name;
    const regular = `Regular ${own}`;
    const late = `Pays late ${own}`;
    const long = `Never before ten, never with the dog ${own}`.slice(0, 40);
    const one = somebody();
    const two = somebody();
    await signInAsOwner(page);
    await page.goto(office('/settings/labels?lang=en'));
    await inspect(page, 'labels-none');
    try {
        await addLabel(page, regular, 'Green');
        await addLabel(page, late, 'Red');
        await addLabel(page, long, 'no colour');
        await addLabel(page, regular.toUpperCase(), 'Blue');
        await expect(page.locator('.tb-error')).toContainText('There is a label of that name.');
        await inspect(page, 'labels-taken');

        const first = await addCustomer(page, one);
        const second = await addCustomer(page, two);
        await stick(page, first, [regular, late, long]);
        await expect(page.locator('.tb-labels').first()).toContainText(late);
        await inspect(page, 'customer-labels');
        await stick(page, second, [late]);

        await page.locator('.tb-labels').getByRole('link', { name: late }).click();
        await expect(page.locator('tbody tr')).toHaveCount(2);
        await inspect(page, 'customers-by-label');
        await page.locator('#tb-q').fill('nobody of that name');
        await submit(page, 'Search');
        await expect(page.locator('main')).toContainText('Nobody is found with this filter.');

        await page.goto(office('/settings/labels'));
        await inspect(page, 'labels');
        await rowOf(page, late).click();
        await expect(page.locator('main')).toContainText('2 customers');
        await page.locator('summary', { hasText: 'Merge into another' }).click();
        await page.locator('#f-into').selectOption({ label: `${regular} (1 customer)` });
        await inspect(page, 'label');
        await submit(page, 'Merge');
        await expect(page.locator('main')).toContainText('2 customers');
        await page.goto(second);
        await expect(page.locator('.tb-labels').first()).toContainText(regular);
        await expect(page.locator('.tb-labels').first()).not.toContainText(late);
        await page.goto(`${second}/changes`);
        await expect(page.locator('main')).toContainText('The labels were changed');
    } finally {
        for (const name of [regular, late, long]) await deleteLabel(page, name);
    }
});
