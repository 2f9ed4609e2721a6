// The staff are told of what customers do, each as they chose.
import { expect, test } from '@playwright/test';
import { book, inspect, programNow, somebody } from './helpers';
import { countOfMails, linkTo, mailsTo } from './mail';
import { office, owner, signInAsOwner, signOutOfOffice, submit } from './office';

const password = 'kettle and the seven larks';

// By the clock on the wall of the business, to the minute.
function wallClock(ahead: number): string {
    const at = new Date(programNow() + ahead);
    return at.toLocaleTimeString('en-GB', { timeZone: 'Europe/Amsterdam', hour: '2-digit', minute: '2-digit' });
}

test('a member whom a workflow names is told by mail, chooses a daily summary, and gets it once', async ({ page }) => {
    test.setTimeout(300_000);
    const member = { name: `Noor de Wit, ${test.info().project.name}`, email: `noor.${Date.now()}@example.org` };
    await signInAsOwner(page);
    await page.goto(office('/people?lang=en'));
    await page.locator('details:has(form[action$="/people/new"]) > summary').click();
    await page.locator('form[action$="/people/new"] #f-name').fill(member.name);
    await page.locator('form[action$="/people/new"] #f-email').fill(member.email);
    await page.locator('form[action$="/people/new"] input[value=receptionist]').check();
    await page.locator('form[action$="/people/new"] button[type=submit]').click();
    await expect(page.getByRole('heading', { name: 'What they are told' })).toBeVisible();
    await inspect(page, 'office-person-told');
    await page.getByRole('button', { name: 'Invite them to sign in' }).click();
    await expect(page.locator('.alert-success')).toBeVisible();

    await page.goto(office('/workflows'));
    await inspect(page, 'office-workflows-recipients');
    // Named in the first language of the business.
    await page.locator('.tb-row', { hasText: 'to the provider' }).filter({ hasText: 'An appointment is booked' }).click();
    await page.getByRole('group', { name: 'To whom' }).getByLabel(member.name).check();
    await inspect(page, 'office-workflow-recipients');
    await page.locator('.tb-two form button[type=submit]').click();
    await expect(page.locator('.alert-success')).toBeVisible();
    await signOutOfOffice(page);

    await page.goto(new URL(await linkTo(member.email, /\/office\/password\//)).pathname);
    await page.locator('#f-password').fill(password);
    await submit(page);
    const before = mailsTo(member.email).length;
    const first = somebody();
    await book(page, first, owner.business);
    const told = (await countOfMails(member.email, before + 1)).at(-1);
    expect(told?.text).toContain(`${first.name} ${first.surname}`);
    expect(told?.text).toMatch(/\/office\/bookings\//);
    expect(told?.raw).not.toMatch(new RegExp(`/${owner.business}/bookings/`));

    // The foot of the mail leads to where they choose.
    const choose = await linkTo(member.email, /\/office\/notices$/);
    await page.goto(new URL(choose).pathname);
    await page.locator('#f-email').fill(member.email);
    await page.locator('#f-password').fill(password);
    await submit(page);
    await page.goto(office('/notices?lang=en'));
    await inspect(page, 'office-notices');
    await page.locator('#f-told_booked').selectOption({ label: 'Once a day' });
    await page.locator('#f-digest_at').fill('');
    await submit(page, 'Save');
    await expect(page.locator('.tb-error')).toBeVisible();
    await inspect(page, 'office-notices-wrong');
    await page.locator('#f-digest_at').fill('18:00');
    await page.locator('#f-notice_language').selectOption('en');
    await submit(page, 'Save');
    await expect(page.locator('.alert-success')).toBeVisible();

    // The summary comes with the next minute: once is enough.
    if (test.info().project.name !== 'desktop') return;
    const second = somebody();
    await book(page, second, owner.business);
    expect(mailsTo(member.email).length).toBe(before + 1);
    await page.goto(office('/notices?lang=en'));
    await page.locator('#f-digest_at').fill(wallClock(60_000));
    await submit(page, 'Save');
    await expect(page.locator('.alert-success')).toBeVisible();
    await expect.poll(() => mailsTo(member.email).length, { timeout: 150_000 }).toBe(before + 2);
    const summary = mailsTo(member.email).at(-1);
    expect(summary?.subject).toContain('Your day at');
    expect(summary?.text).toContain(second.name);
    expect(summary?.text.match(/\/office\/bookings\//g)).toHaveLength(1);
});

test('what waits for approval is counted in the menu, listed, and its owner told by mail', async ({ page }) => {
    const asked = async (needed: boolean) => {
        await page.goto(office('/services?lang=en'));
        // The first that customers see: one that is switched off says so.
        await page.locator('.tb-order-row:not(:has(.tb-status)) a[href*="/services/0"]').first().click();
        await page.locator('[name=needs_approval]').setChecked(needed);
        await submit(page, 'Save');
        await expect(page.locator('.alert-success')).toBeVisible();
    };
    await signInAsOwner(page);
    await asked(true);
    try {
        const before = mailsTo(owner.email).length;
        const person = somebody();
        await book(page, person, owner.business);
        const told = (await countOfMails(owner.email, before + 1)).at(-1);
        expect(told?.text).toContain(`${person.name} ${person.surname}`);

        await page.goto(office('/calendar?lang=en'));
        await inspect(page, 'office-appointments-waiting');
        await page.locator('.tb-cal-all a').click();
        await inspect(page, 'office-waiting');
        await page.locator('.tb-list a').first().click();
        await submit(page, 'Approve');
        await expect(page.locator('.alert-success')).toBeVisible();
        await expect(page.locator('.tb-count')).toHaveCount(0);
        await page.goto(office('/calendar/waiting'));
        await expect(page.locator('.tb-nothing')).toBeVisible();
        await inspect(page, 'office-waiting-none');

        await page.goto('about:blank');
        await page.setContent(told?.html ?? '');
        await page.screenshot({ path: `test-results/shots/mail-approval-${test.info().project.name}.png` });
    } finally {
        await asked(false);
    }
});

test('an address that an owner types gets messages only after its reader agreed', async ({ page }) => {
    const desk = `desk.${test.info().project.name}.${Date.now()}@example.org`;
    await signInAsOwner(page);
    await page.goto(office('/workflows/new?lang=en'));
    await page.locator('#f-name').fill(`Desk, ${test.info().project.name}`);
    await page.locator('#f-trigger').selectOption({ label: 'An appointment is booked' });
    await page.locator('#f-template').selectOption({ index: 0 });
    for (const tick of await page.getByRole('group', { name: 'To whom' }).locator('input:checked').all()) await tick.uncheck();
    await page.locator('#f-addresses').fill(desk);
    await submit(page, 'Go on');
    const wrong = page.locator('.tb-error');
    // The first text may hold links that are the customer's own; the next one does not.
    for (let index = 1; index < 12 && (await wrong.count()) > 0; index++) {
        await page.locator('#f-template').selectOption({ index });
        await submit(page, 'Go on');
    }
    await expect(page.locator('.alert-warning', { hasText: desk })).toContainText('has not agreed yet');
    await inspect(page, 'office-workflow-address-waits');
    await page.getByRole('button', { name: 'Ask once more' }).click();
    await expect(page.locator('.alert-success')).toContainText('on its way');
    await countOfMails(desk, 2);
    const workflow = page.url();
    const link = new URL(await linkTo(desk, /\/office\/notice-address\//)).pathname;
    await signOutOfOffice(page);
    await page.goto(`${link}?lang=en`);
    await expect(page.locator('main')).toContainText(desk);
    await inspect(page, 'notice-address');
    await page.getByRole('button', { name: 'Yes, send them here' }).click();
    await expect(page.locator('h1')).toHaveText('Thank you');
    await inspect(page, 'notice-address-agreed');
    await page.goto(link);
    await expect(page.locator('h1')).toHaveText('This link no longer works');
    await inspect(page, 'notice-address-dead');
    await signInAsOwner(page);
    await page.goto(workflow);
    await expect(page.locator('.alert-warning', { hasText: desk })).toHaveCount(0);
    await page.locator('summary', { hasText: 'Remove' }).click();
    await page.getByRole('button', { name: 'Remove for good' }).click();
    await expect(page.locator('.alert-success')).toBeVisible();
});
