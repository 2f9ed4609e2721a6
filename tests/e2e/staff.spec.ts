// What staff do for customers, and what they set, in the back office of one business.
import { expect, type Page, test } from '@playwright/test';
import { confirm, expectFits, inspect, openCalendar, openFarDay, programNow, somebody, times } from './helpers';
import { countOfMails, linkTo, mailsTo } from './mail';
import { codeOf, office, owner, signInAsOwner, signOutOfOffice, submit, typeSignIn } from './office';

const password = 'correct horse battery staple';
const done = (page: Page) => page.locator('.alert-success');

async function save(page: Page): Promise<void> {
    await submit(page, 'Save');
    await expect(done(page)).toBeVisible();
}

test('the owner signs in, sets up codes from an app, and signs in with one', async ({ page }) => {
    await page.goto(office());
    await expect(page).toHaveURL(/office\/sign-in/);
    await inspect(page, 'office-sign-in');
    await typeSignIn(page, 'not the password at all');
    await expect(page.locator('.alert-danger')).toBeVisible();
    await inspect(page, 'office-sign-in-wrong');
    await signInAsOwner(page);
    await inspect(page, 'office-appointments');

    await page.goto(office('/security'));
    await inspect(page, 'office-security');
    await page.locator('#f-totp_password').fill(owner.password);
    await page.locator('form[action$="/security/codes"] button[type=submit]').click();
    const key = (await page.locator('.tb-key').textContent()) ?? '';
    await inspect(page, 'office-codes');
    await page.locator('#f-code').fill('000000');
    await submit(page, 'Turn codes on');
    await expect(page.locator('.tb-error')).toBeVisible();
    await page.locator('#f-code').fill(codeOf(key));
    await submit(page, 'Turn codes on');
    await expect(page.locator('.tb-codes li').first()).toBeVisible();
    const [recovery = '', another = ''] = await page.locator('.tb-codes li').allTextContents();
    await inspect(page, 'office-recovery-codes');

    await signOutOfOffice(page);
    await typeSignIn(page);
    await expect(page).toHaveURL(/office\/code/);
    await inspect(page, 'office-code');
    // With the password alone nothing is shown.
    await page.goto(office('/customers'));
    await expect(page).toHaveURL(/office\/code/);
    await page.locator('#f-code').fill('000000');
    await submit(page, 'Go on');
    await expect(page.locator('.tb-error')).toBeVisible();
    // The code that turned codes on is used up; the next one is taken.
    await page.locator('#f-code').fill(codeOf(key, 30_000));
    await submit(page, 'Go on');
    await expect(page).toHaveURL(new RegExp(`${office()}($|/customers)`));

    await signOutOfOffice(page);
    await typeSignIn(page);
    await page.locator('#f-code').fill(recovery);
    await submit(page, 'Go on');
    await page.goto(office('/security'));
    // The password alone takes nothing away.
    await page.locator('#f-totp_password').fill(owner.password);
    await page.locator('form[action$="/codes/removal"] button[type=submit]').click();
    await expect(page.locator('.tb-error')).toBeVisible();
    await page.locator('#f-totp_password').fill(owner.password);
    await page.locator('#f-totp_code').fill(another);
    await page.locator('form[action$="/codes/removal"] button[type=submit]').click();
    await expect(done(page)).toBeVisible();
});

test('a password is shown while it is typed, and sent as one', async ({ page }) => {
    await page.goto(office('/sign-in?lang=en'));
    const field = page.locator('#f-password');
    await field.fill('half a password');
    await page.getByRole('button', { name: 'Show the password' }).click();
    await expect(field).toHaveAttribute('type', 'text');
    await inspect(page, 'office-sign-in-shown');
    await page.getByRole('button', { name: 'Hide the password' }).click();
    await expect(field).toHaveAttribute('type', 'password');
    await page.getByRole('button', { name: 'Show the password' }).click();
    await page.evaluate(() => document.addEventListener('submit', (event) => event.preventDefault()));
    await submit(page);
    await expect(field).toHaveAttribute('type', 'password');
});

test('the day is printed as wide as the paper', async ({ page }) => {
    await signInAsOwner(page);
    await page.goto(office('/calendar?view=list'));
    for (const landscape of [false, true]) {
        const pdf = (await page.pdf({ format: 'A4', landscape })).toString('latin1');
        const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
        expect(pages).toBeGreaterThan(0);
        expect(pages).toBeLessThan(6);
    }
});

test('languages and signing out are at the top of every page of the office', async ({ page }) => {
    await signInAsOwner(page);
    await page.goto(office('/customers'));
    for (const menu of await page.locator('.tb-top summary').all()) {
        await expect(menu).toBeInViewport();
        await menu.click();
        await expect(page.locator('.tb-top details[open] .tb-menu-list')).toBeInViewport({ ratio: 1 });
        await expectFits(page);
    }
    await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
    await page.locator('.tb-top summary').first().click();
    await page.getByRole('link', { name: 'Nederlands' }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'nl');
    await page.goto(office('/customers?lang=en'));
});

test('whoever forgot the password sets a new one by a mailed link, once', async ({ page }) => {
    const before = mailsTo(owner.email).length;
    await page.goto(office('/sign-in?lang=en'));
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await inspect(page, 'office-forgot');
    await page.locator('#f-email').fill('no address');
    await submit(page);
    await expect(page.locator('.tb-error')).toBeVisible();
    await page.locator('#f-email').fill(owner.email);
    await submit(page);
    await expect(page).toHaveURL(/forgot-password\?sent/);
    await inspect(page, 'office-forgot-sent');
    await countOfMails(owner.email, before + 1);
    const link = await linkTo(owner.email, /\/office\/password\//);
    await page.goto(link);
    await inspect(page, 'office-new-password');
    await page.locator('#f-password').fill(owner.password);
    await submit(page);
    await expect(done(page)).toBeVisible();
    await page.goto(link);
    await expect(page.locator('main')).toContainText('This link no longer works');
    await inspect(page, 'office-link-dead');
    await signInAsOwner(page);
});

test('staff make a customer, let them in, and the customer sets a password', async ({ page, browser }) => {
    const person = somebody();
    await signInAsOwner(page);
    await page.goto(office('/customers'));
    await inspect(page, 'office-customers');
    await page.goto(office('/customers/new'));
    await page.locator('#f-email').fill('no address');
    await submit(page, 'Add customer');
    await expect(page.locator('.tb-error').first()).toBeVisible();
    await inspect(page, 'office-customer-new-wrong');
    await page.locator('#f-name').fill(person.name);
    await page.locator('#f-surname').fill(person.surname);
    await page.locator('#f-email').fill(person.email);
    await page.locator('#f-language').selectOption('en');
    await submit(page, 'Add customer');
    await expect(page.locator('h1')).toContainText(person.surname);
    const record = page.url().replace(/[?].*/, '');
    // The form lets them in unless staff say otherwise; both ways stand on the customer's page.
    await submit(page, 'No longer allow to sign in');
    await inspect(page, 'office-customer-not-allowed');
    await submit(page, 'Allow to sign in');
    await submit(page, 'Send the details for signing in');
    await expect(done(page)).toBeVisible();
    await inspect(page, 'office-customer-allowed');

    const link = await linkTo(person.email, /\/password\//);
    const elsewhere = await browser.newContext({ baseURL: new URL(page.url()).origin });
    const customer = await elsewhere.newPage();
    await customer.goto(link);
    await customer.locator('#tb-password').fill(password);
    await customer.locator('main form button[type=submit]').first().click();
    await customer.waitForURL(new RegExp(`/${owner.business}/my`));

    // The log has the mail, and neither the link nor any password of it.
    await page.goto(`${record}/messages`);
    await inspect(page, 'office-customer-messages');
    await page.locator('main a.tb-row').first().click();
    await expect(page.locator('iframe.tb-mail-frame')).toBeVisible();
    const mail = page.frameLocator('iframe.tb-mail-frame');
    await expect(mail.locator('body')).toContainText('•••');
    const token = link.split('/').at(-1) ?? link;
    const source = await (await page.request.get(`${page.url().replace(/[?].*/, '')}/mail`)).text();
    expect(source).toContain('•••');
    expect(source).not.toContain(token);
    await inspect(page, 'office-message');
    await page.goto(`${record}/changes`);
    await inspect(page, 'office-customer-changes');
    expect(await page.content()).not.toContain(token);

    // No longer allowed: the session that they have ends.
    await page.goto(record);
    await submit(page, 'No longer allow to sign in');
    await expect(done(page)).toBeVisible();
    await customer.goto(`/${owner.business}/my`);
    await expect(customer).toHaveURL(/sign-in/);
    await elsewhere.close();
});

test('staff move an appointment to a free time, and to one that they type', async ({ page }) => {
    await signInAsOwner(page);
    await page.goto(office('/calendar?view=list'));
    await page.locator('a.tb-slot').filter({ hasNot: page.locator('.tb-gone') }).last().waitFor();
    const links = await page.locator('a.tb-slot:not(.tb-gone)').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    let moved = '';
    for (const link of links.reverse()) {
        await page.goto(link ?? '');
        if (await page.locator('a[href$="/move"]').count()) {
            moved = link ?? '';
            break;
        }
    }
    expect(moved).not.toBe('');
    await page.locator('a[href$="/move"]').click();
    const day = new Date(programNow() + 45 * 86_400_000);
    while (day.getUTCDay() !== 3) day.setUTCDate(day.getUTCDate() + 1);
    await page.locator('#tb-day').fill(day.toISOString().slice(0, 10));
    await page.getByRole('button', { name: 'Show the free times' }).click();
    await expect(times(page).first()).toBeVisible();
    await expectFits(page);
    await inspect(page, 'office-move');
    await times(page).first().click();
    await inspect(page, 'office-move-confirm');
    await submit(page, 'Move the appointment');
    await expect(done(page)).toContainText('The appointment is moved.');
    await page.locator('a[href$="/move"]').click();
    // Desktop and phone each leave one there.
    await page.locator('#tb-time').fill(test.info().project.name === 'phone' ? '3:10' : '22:10');
    await page.getByRole('button', { name: 'Go on' }).click();
    await submit(page, 'Move the appointment');
    await expect(page.locator('.alert-warning')).toBeVisible();
    await inspect(page, 'office-move-outside');
    await submit(page, 'Move it outside the hours');
    await expect(done(page)).toContainText('The appointment is moved.');
});

test('where logins are required, booking asks to sign in first', async ({ page }) => {
    const set = async (logins: string) => {
        await page.goto(office('/settings/booking-page'));
        await page.locator(`input[name=logins][value=${logins}]`).check();
        await save(page);
    };
    await signInAsOwner(page);
    await set('required');
    try {
        await inspect(page, 'office-settings-booking');
        await openCalendar(page, owner.business);
        await openFarDay(page);
        await times(page).first().click();
        const register = page.locator('main a[href*="/register"]');
        await expect(register).toBeVisible();
        await expect(page.locator('#tb-name')).toHaveCount(0);
        await inspect(page, 'sign-in-first');

        // Registering leads back to the time that was chosen.
        const person = somebody();
        await register.click();
        await page.locator('#tb-name').fill(person.name);
        await page.locator('#tb-surname').fill(person.surname);
        await page.locator('#tb-email').fill(person.email);
        await page.locator('#tb-phone').fill(person.phone);
        await page.locator('#tb-password').fill(password);
        await page.locator('#tb-consent').check();
        await submit(page);
        await page.goto(await linkTo(person.email, /\/registration\//));
        await submit(page);
        await expect(page.locator('details.tb-account')).toBeVisible();
        // Consent was given with the registration.
        await expect(page.locator('#tb-consent')).toHaveCount(0);
        await confirm(page).click();
        await expect(done(page)).toBeVisible();
    } finally {
        await set('optional');
    }
});

test('a workflow is switched off and on, and sends a test', async ({ page }) => {
    await signInAsOwner(page);
    await page.goto(office('/workflows'));
    await inspect(page, 'office-workflows');
    await page.locator('main a.tb-row', { hasText: 'booked' }).first().click();
    await inspect(page, 'office-workflow');
    await submit(page, 'Switch off');
    await expect(page.getByRole('button', { name: 'Switch on' })).toBeVisible();
    await submit(page, 'Switch on');
    await expect(page.getByRole('button', { name: 'Switch off' })).toBeVisible();
    const before = mailsTo(owner.email).length;
    await submit(page, 'Send me a test');
    await expect(done(page)).toBeVisible();
    await countOfMails(owner.email, before + 1);
    await page.goto(office('/messages'));
    await inspect(page, 'office-messages');
});

test('a workflow sends two messages, in the order that staff want, and one again', async ({ page }) => {
    await signInAsOwner(page);
    await page.goto(office('/workflows'));
    await page.locator('main a.tb-row', { hasText: 'cancelled' }).first().click();
    await page.getByRole('link', { name: 'Add a message' }).click();
    await expect(page.getByRole('heading', { name: 'Message 2' })).toBeVisible();
    const second = page.locator('#f-template_2');
    const name = await second.locator('option').nth(1).innerText();
    await second.selectOption({ label: name });
    await submit(page, 'Save');
    await expect(done(page)).toBeVisible();
    await expect(page.getByRole('link', { name: 'Change the text of message 2' })).toBeVisible();
    await inspect(page, 'office-workflow-of-two-messages');
    await page.locator('#f-place_2').selectOption('1');
    await submit(page, 'Save');
    await expect(page.locator('#f-template option:checked')).toHaveText(name);
    await page.getByRole('checkbox', { name: 'Take this message away' }).first().check();
    await submit(page, 'Save');
    await expect(page.getByRole('heading', { name: 'Message 2' })).toHaveCount(0);
    await expect(page.getByRole('link', { name: 'Change the text' })).toBeVisible();
});

test('a template is begun from nothing, with the workflow that will send it', async ({ page }) => {
    await signInAsOwner(page);
    await page.goto(office('/templates'));
    await page.getByRole('link', { name: 'New template' }).click();
    await inspect(page, 'office-template-new');
    const name = `Written from nothing ${Date.now()}`;
    await page.locator('#f-name').fill(name);
    await page.locator('#f-trigger').selectOption({ label: 'A customer has a birthday' });
    await submit(page, 'Go on');
    await expect(done(page)).toBeVisible();
    await inspect(page, 'office-template-of-ones-own');
    await page.goto(office('/workflows'));
    await page.locator('main a.tb-row', { hasText: name }).click();
    await expect(page.getByRole('button', { name: 'Switch on' })).toBeVisible();
});

test('a template is edited, previewed, and refused with the line of what nobody knows', async ({ page }) => {
    await signInAsOwner(page);
    await page.goto(office('/templates'));
    await inspect(page, 'office-templates');
    await page.locator('main a.tb-row').first().click();
    await page.locator('[data-view=code]').click();
    await expect(page.locator('#f-html')).toBeVisible();
    const subject = await page.locator('#f-subject').inputValue();
    const body = await page.locator('#f-html').inputValue();

    await page.locator('#f-html').fill('<p>One</p>\n<p>Two</p>\n<p>{{nonsense.of.mine}}</p>');
    await submit(page, 'Save');
    await expect(page.locator('#f-html-wrong')).toContainText('3');
    await expect(page.locator('#f-html')).toHaveValue(/nonsense/);
    await inspect(page, 'office-template-wrong');

    await page.locator('#f-html').fill(body);
    await page.locator('#f-subject').fill('Hello ');
    await page.locator('#f-subject').press('End');
    await page.locator('[data-insert]').first().click();
    await expect(page.locator('#f-subject')).toHaveValue(/^Hello \{\{.+\}\}$/);
    await page.locator('button[formaction$="/preview"]').click();
    const preview = page.frameLocator('iframe[name=tb-mail-preview]');
    await expect(preview.locator('.tb-mail-subject')).toContainText('Hello ');
    await expect(preview.locator('.tb-mail-subject')).not.toContainText('{{');
    await inspect(page, 'office-template');
    await save(page);
    await expect(page.locator('#f-subject')).toHaveValue(/^Hello /);
    await page.locator('#f-subject').fill(subject);
    await save(page);
});

test('the logo is taken away and put back, and the log says who did it', async ({ page }) => {
    await signInAsOwner(page);
    await page.goto(office('/settings/branding'));
    await page.getByRole('button', { name: 'Remove the logo' }).click();
    await expect(page.locator('.alert-success')).toBeVisible();
    await expect(page.locator('.tb-logo')).toHaveCount(0);
    await page.locator('#tb-logo').setInputFiles({ name: 'a.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') });
    await page.getByRole('button', { name: 'Use this logo' }).click();
    await expect(page.locator('#tb-logo-about .tb-error')).toBeVisible();
    await inspect(page, 'office-settings-branding-wrong');
    await page.locator('#tb-logo').setInputFiles('demo/anna-vos-coaching.png');
    await page.getByRole('button', { name: 'Use this logo' }).click();
    await expect(page.locator('.tb-ground .tb-logo')).toHaveCount(2);
    await page.goto(office('/settings/changes'));
    await expect(page.locator('.tb-log li').first()).toContainText('Your logo');
    await page.locator('#tb-kind').selectOption('settings');
    await page.getByRole('button', { name: 'Show' }).click();
    await inspect(page, 'office-settings-changes');
});

test('the other settings are found, and the panel shows what a rule will do', async ({ page }) => {
    await signInAsOwner(page);
    await page.goto(office('/settings/customer-panel'));
    await page.locator('input[name=cancel][value=never]').check();
    await expect(page.locator('#tb-preview')).toContainText('cannot be cancelled online');
    await inspect(page, 'office-settings-panel');
    for (const tab of ['branding', 'messages', 'business', 'modules', 'changes']) {
        await page.goto(office(`/settings/${tab}`));
        await inspect(page, `office-settings-${tab}`);
    }
});
