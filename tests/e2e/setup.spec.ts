// The console's one-time code makes the first login of the back office. Runs before all that staff do.
import { expect, test } from '@playwright/test';
import { inspect } from './helpers';
import { owner, setupCode, submit } from './office';

test('the code on the console makes the owner of a business, once', async ({ page }) => {
    await page.goto('/setup?lang=en');
    if ((await page.locator('#f-code').count()) === 0) return; // a program that was running before: set up already
    await inspect(page, 'setup');
    await page.locator('#f-code').fill('not-the-code');
    await submit(page);
    await expect(page.locator('.tb-error')).toBeVisible();
    await inspect(page, 'setup-wrong-code');
    await page.locator('#f-code').fill(setupCode());
    await submit(page);

    await inspect(page, 'setup-owner');
    await expect(page.locator('input[name=business]:checked')).toHaveCount(0);
    await expect(page.locator('#f-name')).toBeHidden();
    await page.locator('#f-owner').fill(owner.name);
    await page.locator('#f-email').fill(owner.email);
    await page.locator('#f-password').fill('short');
    await page.locator('.tb-choice', { hasText: owner.businessName }).locator('input').check();
    await submit(page);
    await expect(page.locator('#f-password')).toBeFocused();
    await inspect(page, 'setup-owner-wrong');
    await page.locator('#f-password').fill(owner.password);
    await submit(page);
    // A business that is there already has no first days any more.
    await expect(page).toHaveURL(new RegExp(`/${owner.business}/office$`));
    await inspect(page, 'office-first');
    await expect(page.locator('main h1, main h2').first()).toContainText('Today');

    // Nobody else becomes the owner of anything.
    expect((await page.goto('/setup'))?.status()).toBe(409);
    await inspect(page, 'setup-closed');
});
