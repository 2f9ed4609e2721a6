// Whole jobs of customers with an account, with real mails: sign in by what came, look after the appointments.
import { expect, type Page, test } from '@playwright/test';
import {
    book,
    chooseAnotherDay,
    chooseTime,
    confirm,
    fillIn,
    inspect,
    openCalendar,
    openFarDay,
    somebody,
    status,
    studio,
} from './helpers';
import { countOfMails, linkTo, mailsTo } from './mail';

const password = 'correct horse battery staple';
const panel = (page: Page) => page.waitForURL(new RegExp(`/${studio}/my($|[?])`));

async function submit(page: Page): Promise<void> {
    await page.locator('main form button[type=submit]').first().click();
}

async function setPassword(page: Page, link: string, chosen = password): Promise<void> {
    await page.goto(link);
    await page.locator('#tb-password').fill(chosen);
    await submit(page);
}

// The one mail of a first booking offers the account by the panel's address; a link for a password is asked for there.
async function linkForPassword(page: Page, email: string): Promise<string> {
    await page.goto(await linkTo(email, new RegExp(`/${studio}/my$`)));
    await page.locator('a[href*="/forgot-password"]').first().click();
    await page.locator('#tb-email').fill(email);
    await submit(page);
    return linkTo(email, /\/password\//);
}

async function signOut(page: Page): Promise<void> {
    await page.locator('details.tb-account > summary').click();
    await page.locator('details.tb-account form button').click();
    await expect(page.locator('details.tb-account')).toHaveCount(0);
}

async function signIn(page: Page, email: string, chosen = password): Promise<void> {
    await page.goto(`/${studio}/sign-in?lang=en`);
    await page.locator('#tb-email').fill(email);
    await page.locator('#tb-password').fill(chosen);
    await submit(page);
}

for (const language of ['en', 'nb'] as const) {
    test(`${language}: book, set a password by the mail, sign in, move and cancel`, async ({ page }) => {
        const person = somebody();
        await openCalendar(page);
        if (language === 'nb') await page.goto(`${page.url()}${page.url().includes('?') ? '&' : '?'}lang=nb`);
        await openFarDay(page);
        await chooseTime(page);
        await fillIn(page, person);
        await confirm(page).click();
        await expect(page.locator('.alert-success')).toBeVisible();

        await page.context().clearCookies();
        if (language === 'nb') await page.goto(`/${studio}?lang=nb`);
        const link = await linkForPassword(page, person.email);
        await page.goto(link);
        await inspect(page, `account-password-${language}`);
        await setPassword(page, link);
        await panel(page);
        await expect(page.locator('.tb-row')).toHaveCount(1);
        await inspect(page, `account-panel-${language}`);
        await signOut(page);

        await signIn(page, person.email, 'not my password at all');
        await expect(page.locator('.alert-warning')).toBeVisible();
        await inspect(page, `account-sign-in-wrong-${language}`);
        await signIn(page, person.email);
        await panel(page);

        await page.locator('.tb-row a[href$="/reschedule"]').click();
        await chooseAnotherDay(page);
        await confirm(page).click();
        await expect(page.locator('.alert-success')).toBeVisible();
        // A cancellation that overtakes it would take the mail about the new time back.
        await countOfMails(person.email, 3);
        await page.goto(`/${studio}/my`);
        await page.locator('.tb-row-title a').first().click();
        await inspect(page, `account-appointment-${language}`);
        await page.locator('a[href$="/cancellation"]').click();
        await inspect(page, `account-cancellation-${language}`);
        await confirm(page).click();
        await expect(page.locator('.alert-success')).toBeVisible();
        await page.goto(`/${studio}/my`);
        await expect(page.locator('.tb-status-cancelled')).toHaveCount(1);
        const mails = await countOfMails(person.email, 4);
        // What calendars need to take the appointment out again: the same event, newer, cancelled.
        const events = mails.map((mail) => mail.calendar).filter((calendar) => calendar !== '');
        const uid = /^UID:.*$/m;
        expect(events.length).toBe(3);
        expect(new Set(events.map((event) => uid.exec(event)?.[0])).size).toBe(1);
        expect(events.map((event) => event.includes('STATUS:CANCELLED'))).toEqual([false, false, true]);
    });
}

test('a customer registers, confirms the address, and is known at the next booking', async ({ page }) => {
    const person = somebody();
    await page.goto(`/${studio}/register?lang=en`);
    await inspect(page, 'register');
    await submit(page);
    await expect(page.locator('.invalid-feedback').first()).toBeVisible();
    await inspect(page, 'register-wrong');
    await page.locator('#tb-name').fill(person.name);
    await page.locator('#tb-surname').fill(person.surname);
    await page.locator('#tb-email').fill(person.email);
    await page.locator('#tb-phone').fill(person.phone);
    await page.locator('#tb-password').fill(password);
    await page.locator('#tb-consent').check();
    await submit(page);
    await inspect(page, 'register-inbox');

    const link = await linkTo(person.email, /\/registration\//);
    await page.goto(link);
    await inspect(page, 'register-confirm');
    await submit(page);
    await panel(page);
    await inspect(page, 'panel-empty');

    await openCalendar(page);
    await openFarDay(page);
    await chooseTime(page);
    await expect(page.locator('#tb-name')).toHaveValue(person.name);
    await inspect(page, 'details-signed-in');
    await expect(page.locator('#tb-consent')).toHaveCount(0);
    await confirm(page).click();
    await expect(page.locator('.alert-success')).toBeVisible();
    await page.goto(`/${studio}/my`);
    await expect(page.locator('.tb-row')).toHaveCount(1);
});

test('an access link signs in once, by its button, and can be asked for again', async ({ page }) => {
    const person = somebody();
    await book(page, person);
    await page.context().clearCookies();
    await page.goto(`/${studio}/sign-in?lang=en`);
    await inspect(page, 'sign-in');
    await page.locator('#tb-email').fill(person.email);
    await page.locator('button[formaction$="/sign-in/link"]').click();
    await inspect(page, 'sign-in-inbox');

    const link = await linkTo(person.email, /\/access\//);
    await page.goto(link);
    await inspect(page, 'access');
    // Whoever only opens it, as a mail scanner does, uses nothing up.
    await page.goto(link);
    await submit(page);
    await panel(page);
    await signOut(page);

    await page.goto(link);
    await expect(page.locator('#tb-email')).toBeVisible();
    await inspect(page, 'access-dead');
    await page.locator('#tb-email').fill(person.email);
    await submit(page);
    await expect.poll(() => mailsTo(person.email).filter((mail) => mail.text.includes('/access/')).length).toBe(2);
});

test('a forgotten password is replaced by a mailed link', async ({ page }) => {
    const person = somebody();
    await book(page, person);
    await page.context().clearCookies();
    await setPassword(page, await linkForPassword(page, person.email));
    await panel(page);
    await signOut(page);
    const before = mailsTo(person.email).length;
    await page.goto(`/${studio}/forgot-password?lang=en`);
    await inspect(page, 'forgot');
    await page.locator('#tb-email').fill(person.email);
    await submit(page);
    await countOfMails(person.email, before + 1);
    await setPassword(page, await linkTo(person.email, /\/password\//), 'another long pass phrase');
    await panel(page);
    const told = () => mailsTo(person.email).some(({ subject }) => subject.includes('was changed'));
    await expect.poll(told, { timeout: 60_000 }).toBe(true);
    await signOut(page);
    await signIn(page, person.email);
    await expect(page.locator('.alert-warning')).toBeVisible();
    await signIn(page, person.email, 'another long pass phrase');
    await panel(page);
});

test('the same is said to an address that nobody has', async ({ page }) => {
    const says = async (email: string): Promise<string> => {
        await page.goto(`/${studio}/forgot-password?lang=en`);
        await page.locator('#tb-email').fill(email);
        await submit(page);
        return (await page.locator('main').innerText()).replace(email, '');
    };
    const person = somebody();
    await book(page, person);
    await page.context().clearCookies();
    expect(await says(somebody().email)).toBe(await says(person.email));
});

test('profile, people, sessions and data of an account', async ({ page }) => {
    const person = somebody();
    await book(page, person);
    await setPassword(page, await linkForPassword(page, person.email));
    await panel(page);

    await page.goto(`/${studio}/my/profile?lang=en`);
    await inspect(page, 'profile');
    const save = page.getByRole('button', { name: 'Save', exact: true });
    await page.locator('#tb-name').fill('');
    await save.click();
    await expect(page.locator('.invalid-feedback').first()).toBeVisible();
    await inspect(page, 'profile-wrong');
    await page.locator('#tb-name').fill('Kari Anne');
    await save.click();
    await expect(page.locator('.alert-success')).toBeVisible();
    await expect(page.locator('#tb-name')).toHaveValue('Kari Anne');

    await page.goto(`/${studio}/my/people`);
    await inspect(page, 'people');
    await page.locator('#tb-name').fill('Ola');
    await page.locator('#tb-surname').fill('Nordmann');
    await submit(page);
    await expect(page.locator('main')).toContainText('Ola Nordmann');

    await page.goto(`/${studio}/my/security`);
    await inspect(page, 'security');

    await page.goto(`/${studio}/my/data`);
    await inspect(page, 'data');
    await submit(page);
    const file = page.locator('a[href$="archive.zip"]');
    await expect(file).toBeVisible({ timeout: 30_000 });
    await inspect(page, 'data-ready');
    const download = page.waitForEvent('download');
    await file.click();
    expect((await download).suggestedFilename()).toBe(`${studio}.zip`);
});

test('a page of the panel leads to the sign-in and back to where one wanted to go', async ({ page }) => {
    const person = somebody();
    await book(page, person);
    await setPassword(page, await linkForPassword(page, person.email));
    await panel(page);
    await signOut(page);
    await page.goto(`/${studio}/my/profile`);
    await expect(page).toHaveURL(/sign-in\?next=/);
    await page.locator('#tb-email').fill(person.email);
    await page.locator('#tb-password').fill(password);
    await submit(page);
    await expect(page).toHaveURL(/\/my\/profile$/);
    await expect(status(page)).toHaveCount(0);
});
