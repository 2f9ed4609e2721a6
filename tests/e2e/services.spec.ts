// What is offered: services in order by the mouse and by the keyboard, and a service that customers find.
import { expect, test } from '@playwright/test';
import { inspect } from './helpers';
import { office, owner, signInAsOwner, submit } from './office';

test('staff add a service, put it in order and find it on the booking page', async ({ page }) => {
    // Another one for each size of screen, in the same business.
    const walk = `Evening walk, ${test.info().project.name}`;
    await signInAsOwner(page);
    await page.goto(office('/services'));
    await inspect(page, 'services');
    await page.locator('#f-name').fill(walk);
    await page.locator('#f-duration').fill('1:15');
    await page.locator('#f-price').fill('45,50');
    await page.keyboard.press('Enter');
    const row = page.locator('.tb-order-row', { hasText: walk });
    await expect(row).toContainText('1 hr 15 min');

    await row.locator('a').click();
    await inspect(page, 'service');
    await page.locator('.tb-choice', { hasText: 'From this price' }).locator('input').check();
    await page.locator('.tb-save button').click();
    await expect(page.locator('[role=status]')).toBeVisible();
    await page.goto(`/${owner.business}?lang=en`);
    await expect(page.locator('.tb-offer', { hasText: walk })).toContainText('from');

    await page.goto(office('/services/rooms'));
    await inspect(page, 'rooms');
    await page.goto(office('/services/locations'));
    await inspect(page, 'locations');
});

test('rows are put in order by keyboard and by dragging', async ({ page }) => {
    await signInAsOwner(page);
    await page.goto(office('/services'));
    const list = page.locator('ul.tb-order', { has: page.locator('.tb-order-row:nth-child(2)') }).first();
    const names = () => list.locator('.tb-slot-who').allTextContents();
    const [first, second] = await names();
    await list.locator('.tb-order-down').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/moved=/);
    await expect(async () => expect((await names()).slice(0, 2)).toEqual([second, first])).toPass();

    const grip = await list.locator('.tb-grip').nth(1).boundingBox();
    const target = await list.locator('.tb-order-row').first().boundingBox();
    if (!grip || !target) throw new Error('the rows are not shown');
    await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
    await page.mouse.down();
    await page.mouse.move(target.x + grip.width / 2, target.y + 4, { steps: 6 });
    await page.mouse.up();
    // The page is drawn anew meanwhile.
    await expect(async () => expect((await names()).slice(0, 2)).toEqual([first, second])).toPass();
    await submit(page, 'Add');
    await expect(page.locator('#f-name')).toBeFocused();
});
