// An owner's first day: from an installation without any business to the first customer, on a program of its own.
import { type Locator, type Page, expect, test as plain } from '@playwright/test';
import { chooseTime, confirm, fillIn, inspect, somebody, status, tabTo } from './helpers';
import { mailsTo } from './mail';
import { setupCode } from './office';
import { type ProgramWithMail, startWithMail } from './server';

const test = plain.extend<{ empty: ProgramWithMail }>({
    empty: [
        // eslint-disable-next-line no-empty-pattern
        async ({}, use) => {
            const program = await startWithMail({ moment: '2026-11-24T13:00:00Z' });
            await use(program);
            await program.stop();
        },
        { timeout: 300_000 },
    ],
    baseURL: async ({ empty }, use) => use(empty.url),
});

const slug = 'harmoni-har';
const people = { owner: 'nora.owner@example.org', other: 'liv.stylist@example.org' };

// Every click of the owner, up to the page that customers see.
class Owner {
    clicks = 0;
    constructor(readonly page: Page) {}

    async click(words: string, role: 'button' | 'link' | 'checkbox' = 'button'): Promise<void> {
        this.clicks += 1;
        await this.page.getByRole(role, { name: words }).first().click();
    }

    // Folded behind one button on a phone.
    async openMenu(): Promise<void> {
        const fold = this.page.locator('.tb-fold > summary');
        if (!(await fold.isVisible())) return;
        this.clicks += 1;
        await fold.click();
    }
}

test('an owner opens a business, and the first customer books', async ({ page, empty }) => {
    const owner = new Owner(page);
    await page.goto('/');
    await expect(page.locator('main')).toContainText('No business takes bookings here yet');
    await page.goto('/setup?lang=en');
    await page.locator('#f-code').fill(setupCode(empty.console));
    await owner.click('Go on');
    await inspect(page, 'first-owner');
    await page.locator('#f-owner').fill('Nora Dahl');
    await page.locator('#f-email').fill(people.owner);
    await page.locator('#f-password').fill('heron under the long bridge');
    await page.locator('#f-name').fill('Harmoni Hår & Velvære');
    await page.locator('#f-slug').fill(slug);
    await page.locator('#f-kind').selectOption('hair');
    await owner.click('Set up');

    await expect(page).toHaveURL(new RegExp(`/${slug}/office/start$`));
    await expect(page.locator('main')).toContainText('Nobody can book yet');
    await inspect(page, 'first-start');
    // Nothing says that they could.
    await page.goto(`/${slug}?lang=en`);
    await expect(page.locator('main a.tb-link')).toHaveCount(0);
    await inspect(page, 'first-nothing-to-book');
    await page.goto(`/${slug}/office/start?lang=en`);
    await owner.click('Go on', 'link');

    await inspect(page, 'first-hours');
    await page.locator('#f-hours_4').fill('17-9');
    await owner.click('Save and go on');
    await expect(page.locator('.tb-error')).toBeVisible();
    await inspect(page, 'first-hours-wrong');
    await page.locator('#f-hours_4').fill('10-14, 15-19');
    await owner.click('Save and go on');

    await expect(page.locator('h1')).toHaveText('First services');
    await inspect(page, 'first-services');
    await page.locator('[name=s0_price]').fill('690');
    await page.locator('[name=s1_price]').fill('four hundred');
    await owner.click('Save and go on');
    await expect(page.locator('.tb-error')).toBeVisible();
    await inspect(page, 'first-services-wrong');
    await page.locator('[name=s1_price]').fill('450,50');
    await owner.click('Save and go on');

    // Left, and taken up again.
    await expect(page.locator('h1')).toHaveText('People');
    await page.goto(`/${slug}/office`);
    await owner.openMenu();
    await owner.click('Getting started', 'link');
    await owner.click('Go on', 'link');
    await expect(page.locator('h1')).toHaveText('People');
    await page.locator('#f-p0_name').fill('Liv Berg');
    await page.locator('#f-p0_email').fill(people.other);
    await inspect(page, 'first-people');
    await owner.click('Save and go on');

    await expect(page.locator('h1')).toHaveText('Look');
    await inspect(page, 'first-look');
    await page.locator('#f-tagline').fill('Hair by the harbour');
    await owner.click('Save and go on');

    await expect(page.locator('h1')).toHaveText('Try it');
    await inspect(page, 'first-live');
    expect(owner.clicks).toBeLessThanOrEqual(25);
    await owner.click('Make a test booking');
    await expect(page.locator('main')).toContainText('The test booking is made');
    await inspect(page, 'first-test-booking');
    await expect.poll(() => mailsTo(people.owner, empty.mails).length).toBeGreaterThan(0);
    await owner.click('Take the test booking back');
    await owner.click('Done');
    await expect(page.locator('main')).toContainText('Customers can book');
    await inspect(page, 'first-left');
    expect(owner.clicks).toBeLessThanOrEqual(25);

    const person = somebody();
    await page.goto(`/${slug}?lang=en`);
    await inspect(page, 'first-page');
    await page.locator('a.tb-link', { hasText: 'Haircut' }).first().click();
    await expect(page.locator('h1')).toHaveText('With whom?');
    await page.locator('a.tb-link', { hasText: 'Liv Berg' }).click();
    await chooseTime(page);
    await fillIn(page, person);
    await confirm(page).click();
    await expect(status(page)).toBeVisible();
    await expect.poll(() => mailsTo(person.email, empty.mails).length).toBeGreaterThan(0);

    await page.goto(`/${slug}/office/start?lang=en`);
    await owner.click('Take this page out of the menu');
    await expect(page.getByRole('link', { name: 'Getting started' })).toHaveCount(0);
    await expect(page.locator('main')).toContainText(`${person.name} ${person.surname}`);
});

async function typeInto(page: Page, selector: string, text: string): Promise<void> {
    await tabTo(page, page.locator(selector));
    await page.keyboard.type(text);
}

async function follow(target: Locator): Promise<void> {
    await tabTo(target.page(), target);
    await target.page().keyboard.press('Enter');
}

test('the first day in Norwegian, by keyboard alone @desktop', async ({ page, empty }) => {
    test.setTimeout(120_000);
    const submit = page.locator('main form button[type=submit]').last();
    await page.goto('/setup?lang=nb');
    await typeInto(page, '#f-code', setupCode(empty.console));
    await page.keyboard.press('Enter');
    await typeInto(page, '#f-owner', 'Nora Dahl');
    await typeInto(page, '#f-email', people.owner);
    await typeInto(page, '#f-password', 'heron under the long bridge');
    await typeInto(page, '#f-name', 'Nordlys Hår');
    await expect(page.locator('#f-slug-check')).toContainText('/nordlys-har');
    await typeInto(page, '#f-kind', 'Fris');
    await expect(page.locator('#f-language')).toHaveValue('nb');
    await follow(submit);

    await expect(page).toHaveURL(/\/nordlys-har\/office\/start$/);
    await expect(page.locator('html')).toHaveAttribute('lang', 'nb');
    await inspect(page, 'keyboard-start');
    await follow(page.locator('main a.btn-primary'));
    await typeInto(page, '#f-hours_6', '10-14');
    await follow(submit);
    await typeInto(page, '[name=s0_price]', '690');
    await inspect(page, 'keyboard-services');
    await follow(submit);
    await expect(page).toHaveURL(/people/);
    await follow(submit);
    await expect(page).toHaveURL(/look/);
    await follow(submit);
    await expect(page).toHaveURL(/live/);
    await follow(page.locator('main form button[type=submit]').first());
    await expect.poll(() => mailsTo(people.owner, empty.mails).length).toBeGreaterThan(0);
    await inspect(page, 'keyboard-test-booking');

    const person = somebody();
    await page.goto('/nordlys-har');
    await expect(page.locator('html')).toHaveAttribute('lang', 'nb');
    await follow(page.locator('a.tb-link').first());
    await follow(page.locator('.tb-times a, .tb-times button').first());
    await typeInto(page, '#tb-name', person.name);
    await typeInto(page, '#tb-surname', person.surname);
    await typeInto(page, '#tb-email', person.email);
    await typeInto(page, '#tb-phone', person.phone);
    await tabTo(page, page.locator('#tb-consent'));
    await page.keyboard.press('Space');
    await follow(confirm(page));
    await expect(status(page)).toBeVisible();
    await inspect(page, 'keyboard-booked');
    await expect.poll(() => mailsTo(person.email, empty.mails).length).toBeGreaterThan(0);
    for (const mail of mailsTo(person.email, empty.mails)) expect(mail.text).toMatch(/\b(Hei|time|avtale)/i);
});
