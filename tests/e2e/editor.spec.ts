// The HTML of a message as rich text and as code.
import { expect, type Page, test } from '@playwright/test';
import { inspect, tabTo } from './helpers';
import { office, signInAsOwner, submit } from './office';

const paper = (page: Page) => page.locator('.sun-editor-editable');
const code = (page: Page) => page.locator('#f-html');
const view = (page: Page, name: 'rich' | 'code') => page.locator(`[data-view=${name}]`);
const tool = (page: Page, name: string) => page.getByRole('toolbar').getByRole('button', { name });

// A template of its own: what the other journeys look at stays.
async function openCopy(page: Page): Promise<void> {
    await signInAsOwner(page);
    await page.goto(office('/templates?lang=en'));
    await page.locator('main a.tb-row').first().click();
    await page.locator('details.tb-sure > summary').click();
    await submit(page, 'Duplicate');
    await expect(page.locator('main > h1')).toContainText('Copy of');
}

async function remove(page: Page): Promise<void> {
    await page.locator('details.tb-sure > summary').click();
    await submit(page, 'Remove for good');
    await expect(page.locator('.alert-success')).toBeVisible();
}

async function write(page: Page, source: string): Promise<void> {
    await view(page, 'code').click();
    await code(page).fill(source);
    await view(page, 'rich').click();
}

async function save(page: Page): Promise<void> {
    await submit(page, 'Save');
    await expect(page.locator('.alert-success')).toBeVisible();
}

test('a message is written as rich text and saved as HTML', async ({ page }) => {
    await openCopy(page);
    await expect(paper(page)).toBeVisible();
    const shipped = await code(page).inputValue();
    await inspect(page, 'office-editor');
    // Looked at and not touched: the same to the last byte.
    await view(page, 'code').click();
    await expect(code(page)).toHaveValue(shipped);

    await write(page, '<p style="margin:0 0 16px">Hello</p>\n<table><tr><td>What</td></tr>{{#if price}}<tr><td>{{price}}</td></tr>{{/if}}</table>');
    await paper(page).locator('p').click();
    await page.keyboard.press('End');
    await page.keyboard.type(' dear ');
    await page.locator('[data-insert="{{customer_name}}"]').click();
    await page.keyboard.press('Enter');
    await tool(page, 'Bold').click();
    await page.keyboard.type('See you');
    await tool(page, 'Link').click();
    await page.locator('#tb-link-address').fill('{{reschedule_link}}');
    await page.locator('#tb-link-text').fill('Change it');
    await page.keyboard.press('Enter');
    await expect(paper(page).locator('a')).toHaveText('Change it');
    await save(page);
    const saved = await code(page).inputValue();
    expect(saved).toMatch(/<p style="margin:0 0 16px">Hello dear(?: |&nbsp;)\{\{customer_name\}\}<\/p>/);
    expect(saved).toMatch(/<strong>See you/);
    expect(saved).toContain('<a href="{{reschedule_link}}">Change it</a>');
    expect(saved).toContain('{{#if price}}<tr><td>{{price}}</td></tr>{{/if}}</table>');
    await remove(page);
});

test('the toolbar is worked with the keyboard alone', async ({ page }) => {
    await openCopy(page);
    await write(page, '<p>One</p>');
    await paper(page).locator('p').click();
    await view(page, 'rich').focus();
    await tabTo(page, tool(page, 'Kind of paragraph'));
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(paper(page).locator('h1')).toHaveText('One');
    await expect(code(page)).toHaveValue('<h1>One</h1>');
    await remove(page);
});

test('what the editor would change is edited as code', async ({ page }) => {
    await openCopy(page);
    const whole = '<!DOCTYPE html>\n<html><head><style>p{color:red}</style></head>\n<body><P Class=x>Hi</body></html>\n';
    for (const source of [whole, '<p>One<p>Two', '<table>loose<tr><td>x</td></tr></table>']) {
        await write(page, source);
        await expect(paper(page)).toBeHidden();
        await expect(page.locator('#tb-only-code')).toBeVisible();
        await expect(code(page)).toHaveValue(source);
    }
    await write(page, whole);
    await inspect(page, 'office-editor-code');
    await save(page);
    await expect(code(page)).toBeVisible();
    expect((await code(page).inputValue()).trimEnd()).toBe(whole.trimEnd());
    await remove(page);
});
