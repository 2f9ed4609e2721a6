// The numbers of a business: read, chosen and taken away.
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { inspect } from './helpers';
import { office, signInAsOwner, submit } from './office';

test('a report of a period, narrowed down and taken away', async ({ page }) => {
    await signInAsOwner(page);
    await page.goto(office('/reports?period=this-year'));
    await expect(page.locator('h1')).toHaveText('Reports');
    await expect(page.getByRole('img', { name: 'Revenue' })).toBeVisible();
    await inspect(page, 'reports-year');
    await page.locator('select[name=period]').selectOption('this-month');
    await submit(page, 'Show');
    await expect(page).toHaveURL(/period=this-month/);
    await page.locator('summary', { hasText: 'As a table' }).click();
    await inspect(page, 'reports-month');

    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download as CSV' }).first().click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/-periods-\d{4}-\d\d-01-\d{4}-\d\d-\d\d\.csv$/);
    expect(readFileSync(await file.path(), 'utf8')).toMatch(/^\uFEFFFrom,To,Appointments,Cancelled,Declined,Missed,Revenue \(\w{3}\)\r\n/);

    await page.locator('select[name=period]').selectOption('days');
    await page.locator('input[name=first]').fill('2010-01-01');
    await page.locator('input[name=last]').fill('2026-01-01');
    await submit(page, 'Show');
    await expect(page.locator('.tb-error')).toContainText('more than 5 years');
    await inspect(page, 'reports-wrong');

    await page.goto(office('/reports?period=last-year&lang=nb'));
    await expect(page.locator('h1')).toHaveText('Rapporter');
    await inspect(page, 'reports-nb');
    await page.goto(office('/reports?lang=en'));
});
