// A customer's record at the reception: added, changed by two at once, given a contact person, deleted and taken back.
import { expect, type Page, test } from '@playwright/test';
import { inspect, ownLetters, somebody } from './helpers';
import { office, signInAsOwner, submit } from './office';

const save = (page: Page) => page.locator('main form[action$="/details"] button[type=submit]').click();
const rowOf = (page: Page, name: string) => page.locator('.tb-list a').filter({ hasText: name });

async function search(page: Page, words: string): Promise<void> {
    await page.goto(office('/customers'));
    await page.locator('#tb-q').fill(words);
    await submit(page, 'Search');
}

test('a customer is added, changed by two at once, deleted and taken back', async ({ page, context }) => {
    test.setTimeout(180_000);
    const who = { ...somebody(), surname: `Nordmann ${ownLetters()}` };
    await signInAsOwner(page);
    await page.goto(office('/customers/new?lang=en'));
    await page.locator('#f-name').fill(who.name);
    await page.locator('#f-surname').fill(who.surname);
    await page.locator('#f-phone').fill('+31 6 12345678');
    await page.locator('#f-more_phones').fill('Work: +31 20 794 0800\nnot a number');
    await page.locator('#f-street').fill('Prinsengracht 263');
    await page.locator('#f-postal_code').fill('1016 GV');
    await page.locator('#f-city').fill('Amsterdam');
    await page.locator('#f-country').selectOption('BE');
    await submit(page);
    await expect(page.locator('.tb-error')).toBeVisible();
    await inspect(page, 'customer-new-wrong');
    await page.locator('#f-more_phones').fill('Work: +31 20 794 0800');
    await submit(page);
    await expect(page.locator('.alert-success')).toBeVisible();
    const customer = page.url().split('?')[0];
    await expect(page.locator('.tb-facts')).toContainText('Prinsengracht 263, 1016 GV Amsterdam, Belgium');
    await expect(page.locator('.tb-facts a[href="tel:+31207940800"]')).toBeVisible();

    // Both open it; what each changes alone stands side by side.
    const colleague = await context.newPage();
    for (const each of [page, colleague]) await each.goto(`${customer}/details`);
    await colleague.locator('#f-city').fill('Haarlem');
    await colleague.locator('#f-customer_number').fill(`K-${who.surname}`);
    await save(colleague);
    await expect(colleague.locator('.alert-success')).toContainText('Saved.');
    await page.locator('#f-note').fill('Sits by the window.\nComes on foot.');
    await save(page);
    await expect(page.locator('.alert-success')).toContainText('Saved, with what somebody else changed meanwhile.');
    await expect(page.locator('.tb-facts')).toContainText('Haarlem');
    await expect(page.locator('.tb-facts')).toContainText('Comes on foot.');

    // Both change the same: the second chooses.
    for (const each of [page, colleague]) await each.goto(`${customer}/details`);
    await colleague.locator('#f-city').fill('Leiden');
    await colleague.locator('#f-street').fill('Rapenburg 70');
    await save(colleague);
    await page.locator('#f-city').fill('Delft');
    await page.locator('#f-important_note').fill('Allergic to nickel');
    await save(page);
    await expect(page.locator('.alert-danger')).toContainText('Choose what holds where both did');
    await expect(page.locator('#f-street')).toHaveValue('Rapenburg 70');
    await expect(page.locator('#f-important_note')).toHaveValue('Allergic to nickel');
    const question = page.locator('fieldset').filter({ hasText: 'Town or city' });
    await expect(question).toContainText('When you opened it: Haarlem');
    await inspect(page, 'customer-both-changed');
    await save(page);
    await expect(page.locator('.tb-error')).toBeVisible();
    await question.getByLabel('Delft').check();
    await save(page);
    await expect(page.locator('.alert-success')).toContainText('Saved.');
    await expect(page.locator('.tb-facts')).toContainText('Rapenburg 70, 1016 GV Delft');
    await colleague.close();

    await page.getByRole('link', { name: 'Add a contact person' }).click();
    await page.locator('#f-name').fill('Kari de Vries');
    await page.locator('#f-relation').fill('mother');
    await page.locator('#f-gets_messages').check();
    await submit(page, 'Add');
    await expect(page.locator('.tb-error')).toContainText('Messages need an e-mail address to go to.');
    await inspect(page, 'contact-person-wrong');
    await page.locator('#f-email').fill('kari@example.com');
    await page.locator('#f-phone').fill('+31 6 87654321');
    await submit(page, 'Add');
    await expect(page.locator('.tb-contacts')).toContainText('Kari de Vries');
    await inspect(page, 'customer-whole');
    await page.getByRole('link', { name: 'Kari de Vries' }).click();
    await page.locator('#f-relation').fill('aunt');
    await inspect(page, 'contact-person');
    await submit(page, 'Save');
    await expect(page.locator('.tb-contacts')).toContainText('aunt');

    // Deleted by mistake, and taken back whole.
    await page.getByRole('link', { name: 'Delete or erase this customer' }).click();
    await expect(page.locator('main')).toContainText('1 contact person');
    await inspect(page, 'customer-deletion');
    await submit(page, 'Delete the customer');
    await expect(page.locator('.alert-success')).toContainText('The customer is deleted.');
    await inspect(page, 'customer-deleted');
    await search(page, who.surname);
    await expect(page.locator('main')).toContainText('Nobody is found');
    await page.goto(office('/customers'));
    await page.getByRole('link', { name: 'Recently deleted' }).click();
    await inspect(page, 'customers-deleted');
    await rowOf(page, who.surname).click();
    await submit(page, 'Restore the customer');
    await expect(page.locator('.alert-success')).toContainText('The customer is back.');
    await expect(page.locator('.tb-facts')).toContainText('Rapenburg 70, 1016 GV Delft');
    await expect(page.locator('.tb-contacts')).toContainText('aunt');
    await search(page, who.surname);
    await expect(page.locator('tbody tr')).toHaveCount(1);

    // Who asks on the phone is erased, and cannot be taken back.
    await page.goto(`${customer}/deletion`);
    await page.locator('summary', { hasText: 'Erase' }).click();
    await inspect(page, 'customer-erase');
    await submit(page, 'Erase for good');
    await expect(page.locator('.alert-success')).toContainText('Everything that says who it was is gone.');
    await expect(page.locator('main')).not.toContainText(who.surname);
    await page.goto(office('/customers/deleted'));
    await expect(rowOf(page, who.surname)).toHaveCount(0);
});
