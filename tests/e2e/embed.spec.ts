// The booking page and the panel inside another site's page, in a browser that keeps no cookies of third parties.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { expect, type Frame, type Locator, type Page, test } from '@playwright/test';
import { wholeChromium } from './browser';
import { chooseAnotherDay, inspect, openFarDay, somebody, stepToNextMonth, times } from './helpers';
import { mailsTo } from './mail';
import { office, owner, signInAsOwner, submit } from './office';

test.use({
    launchOptions: {
        executablePath: wholeChromium,
        args: ['--test-third-party-cookie-phaseout'],
    },
});

const password = 'correct horse battery staple';
const program = () => process.env.TIMEBOK_URL ?? '';

// ---- The other site: another host name, so another site to a browser -------------------------------------------------

interface Site {
    origin: string;
    heard: IncomingMessage[];
    close: () => void;
}

function serve(answer: (request: IncomingMessage, response: ServerResponse) => void, host = 'localhost'): Promise<Site> {
    const heard: IncomingMessage[] = [];
    const server: Server = createServer((request, response) => {
        heard.push(request);
        answer(request, response);
    });
    return new Promise((resolve) => {
        server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            const port = address && typeof address === 'object' ? address.port : 0;
            resolve({ origin: `http://${host}:${port}`, heard, close: () => server.close() });
        });
    });
}

// /booking and /panel hold the script with that to show, and ?more are further attributes of it; /plain a plain frame.
function salonsOwnSite(): Promise<Site> {
    return serve((request, response) => {
        const url = new URL(request.url ?? '/', 'http://localhost');
        const show = url.pathname.slice(1);
        const more = [...url.searchParams].map(([name, value]) => ` data-${name}="${value}"`).join('');
        const script = `<script async src="${program()}/embed.js" data-business="${owner.business}" data-show="${show}" data-title="Anna Vos"${more}></script>`;
        const frame = `<iframe title="Anna Vos" src="${program()}/${owner.business}" width="800" height="600"></iframe>`;
        response.setHeader('Content-Type', 'text/html; charset=utf-8');
        response.end(
            `<!doctype html><html lang="en"><head><title>My own site</title><meta name="viewport" content="width=device-width, initial-scale=1"></head><body style="margin:0"><main><h1>My own site</h1>${show === 'plain' ? frame : script}</main></body></html>`,
        );
    });
}

let site: Site;
let stranger: Site;

test.beforeAll(async () => {
    site = await salonsOwnSite();
    stranger = await salonsOwnSite();
});
test.afterAll(() => {
    site.close();
    stranger.close();
});

async function allow(page: Page, origins: string, panelAddress: string): Promise<void> {
    await signInAsOwner(page);
    await page.goto(office('/settings/embedding'));
    await page.locator('#f-embed_origins').fill(origins);
    await page.locator('#f-panel_address').fill(panelAddress);
    await submit(page, 'Save');
    await expect(page.locator('.alert-success')).toBeVisible();
}

// Chromium hands a click in a frame of another site to what its last picture showed there. On a busy machine, while the
// frame still grows, one can fall beside; a person clicks again, and so does the journey.
async function press(frame: Frame, what: Locator | string, shows: Locator | string): Promise<void> {
    const target = typeof what === 'string' ? frame.locator(what).first() : what;
    const consequence = typeof shows === 'string' ? frame.locator(shows).first() : shows;
    await expect(async () => {
        if (!(await consequence.isVisible())) await target.click({ timeout: 2_000 });
        await expect(consequence).toBeVisible({ timeout: 5_000 });
    }).toPass({ timeout: 40_000 });
}

// The frame's document, once it has one of ours.
async function embedded(page: Page): Promise<Frame> {
    const element = await page.waitForSelector('iframe');
    const frame = await element.contentFrame();
    if (!frame) throw new Error('the frame has no document');
    await frame.waitForSelector('main#main');
    return frame;
}

const cookiesInFrame = async (page: Page) =>
    (await page.context().cookies()).filter((cookie) => cookie.name.startsWith('tb_c'));

test('this browser keeps an unpartitioned cookie from a frame of another site', async ({ page }) => {
    const other = await serve((request, response) => {
        response.setHeader('Set-Cookie', [
            'plain=1; SameSite=None; Secure; Path=/',
            'apart=1; SameSite=None; Secure; Partitioned; Path=/',
        ]);
        response.end(`cookies: ${request.headers.cookie ?? ''}`);
    }, '127.0.0.1');
    const parent = await serve((_, response) => {
        response.setHeader('Content-Type', 'text/html');
        response.end(`<iframe src="${other.origin}/"></iframe>`);
    });
    await page.goto(parent.origin);
    await page.goto(parent.origin);
    await expect(page.frameLocator('iframe').locator('body')).toHaveText('cookies: apart=1');
    other.close();
    parent.close();
});

test('a site that the business did not name shows nothing', async ({ page, context }) => {
    await allow(page, site.origin, '');
    await context.clearCookies();
    for (const show of ['booking', 'plain']) {
        const refusal = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
        await page.goto(`${stranger.origin}/${show}`);
        await refusal;
        expect(await page.frameLocator('iframe').locator('#main').count()).toBe(0);
        await page.goto(`${site.origin}/${show}`);
        await expect((await embedded(page)).locator('a.tb-link').first()).toBeVisible();
    }
    // The back office is shown nowhere else, not even there.
    const answer = await page.request.get(office('/sign-in'));
    expect(answer.headers()['content-security-policy']).toContain("frame-ancestors 'none'");
});

test('an address behind # leads to no other business', async ({ page }) => {
    await allow(page, site.origin, '');
    const shown = async (address: string) => {
        await page.goto('about:blank');
        await page.goto(`${site.origin}/panel#timebok=${encodeURIComponent(address)}`);
        return new URL((await (await page.waitForSelector('iframe')).getAttribute('src')) ?? '', program()).href;
    };
    const own = `${program()}/${owner.business}/my`;
    for (const path of [
        '/../studio-lind/my',
        '/%2e%2e/studio-lind/my',
        '/%252e%252e/studio-lind/my',
        '/%25252e%25252e/studio-lind/my',
        '/..%2fstudio-lind/my',
        '/..%5cstudio-lind/my',
        '/..\\studio-lind/my',
        '/%3f/%252e%252e/%252e%252e/studio-lind/my',
        '/%',
    ])
        expect(await shown(`/${owner.business}${path}`), path).toBe(own);
    expect(await shown(`//localhost/${owner.business}/my`)).toBe(own);
    expect(await shown(`/\\localhost/${owner.business}/my`)).toBe(own);
    expect(await shown(`/${owner.business}/sign-in?next=1`)).toBe(`${program()}/${owner.business}/sign-in?next=1`);
});

test('the snippet is made in the settings, with a service chosen already', async ({ page }) => {
    await allow(page, site.origin, '');
    await page.locator('#f-service').selectOption({ index: 1 });
    await submit(page, 'Make the snippet');
    const script = await page.locator('#tb-script').inputValue();
    const service = /data-service="(\w+)"/.exec(script)?.[1] ?? '';
    expect(service).not.toBe('');
    expect(script).toContain(`src="${program()}/embed.js"`);
    await inspect(page, 'office-settings-embedding');
    await page.locator('#f-embed_origins').fill('not a site');
    await submit(page, 'Save');
    await expect(page.locator('.tb-error')).toBeVisible();
    await inspect(page, 'office-settings-embedding-wrong');

    await page.goto(`${site.origin}/booking?service=${service}&language=nl`);
    const frame = await embedded(page);
    await expect(frame.locator('.tb-month')).toBeAttached();
    await expect(frame.locator('html')).toHaveAttribute('lang', 'nl');
    // The language lasts, though nothing of the address says it any more.
    await stepToNextMonth(frame);
    await expect(times(frame).first()).toBeVisible();
    await expect(frame.locator('html')).toHaveAttribute('lang', 'nl');
    await page.goto(`${site.origin}/booking`);
    await expect((await embedded(page)).locator('html')).toHaveAttribute('lang', 'nl');
});

test('events are shown and booked inside the frame', async ({ page, context }, info) => {
    test.setTimeout(240_000);
    const person = somebody();
    const name = `Evening ${info.project.name} ${Date.now()}`;
    await allow(page, site.origin, '');
    await page.goto(office('/events/new?lang=en'));
    const day = new Date(Date.now() + (info.project.name === 'phone' ? 410 : 400) * 86_400_000);
    await page.locator('input[name^=name_]').first().fill(name);
    await page.locator('#f-date_1').fill(`${day.toISOString().slice(0, 10)}T20:00`);
    await submit(page, 'Save as a draft');
    await submit(page, 'Publish');
    await expect(page.locator('.alert-success')).toBeVisible();
    const event = new URL(page.url()).pathname;
    try {
        await page.goto(office('/settings/embedding?show=events&lang=en'));
        expect(await page.locator('#tb-script').inputValue()).toContain('data-show="events"');
        const visitor = await (await context.browser()?.newContext({ locale: 'en-GB' }))?.newPage();
        if (!visitor) throw new Error('no other browser');
        await visitor.goto(`${site.origin}/events?language=en`);
        let frame = await embedded(visitor);
        await expect(frame.locator('.tb-brand')).toBeHidden();
        await inspect(visitor, 'embedded-events');
        await press(frame, frame.getByRole('link', { name }), '.tb-tickets');
        await inspect(visitor, 'embedded-event');
        await press(frame, '.tb-tickets button', '#tb-name');
        await frame.locator('#tb-name').fill(person.name);
        await frame.locator('#tb-surname').fill(person.surname);
        await frame.locator('#tb-email').fill(person.email);
        await frame.locator('#tb-consent').check();
        await press(frame, 'main form button[type=submit]:visible', '.alert-success');
        frame = await embedded(visitor);
        await expect(frame.locator('main')).toContainText(name);
        await inspect(visitor, 'embedded-tickets');
        await visitor.context().close();
    } finally {
        await page.goto(`${event}/cancellation?lang=en`);
        await submit(page, 'Cancel the event');
    }
});

test('book, sign in by the mail, move and cancel inside the frame', async ({ page, context }) => {
    const person = somebody();
    await allow(page, site.origin, `${site.origin}/panel`);
    await context.clearCookies();

    await page.goto(`${site.origin}/booking?language=en`);
    let frame = await embedded(page);
    await expect(frame.locator('.tb-brand')).toBeHidden();
    await expect(frame.locator('.tb-footer')).toBeHidden();
    await frame.locator('a.tb-link').first().click();
    await frame.waitForSelector('.tb-steps [aria-current=step]', { state: 'attached' });
    if ((await frame.locator('.tb-month').count()) === 0) await frame.locator('a.tb-link').first().click();
    await openFarDay(frame);
    await inspect(page, 'embedded-times');
    await press(frame, times(frame).first(), '#tb-name');
    await frame.locator('#tb-name').fill(person.name);
    await frame.locator('#tb-surname').fill(person.surname);
    await frame.locator('#tb-email').fill(person.email);
    await frame.locator('#tb-phone').fill('+31612345678');
    await frame.locator('#tb-consent').check();
    await press(frame, 'main form button[type=submit]:visible', '.alert-success');
    // As high as what it holds, so that nothing is scrolled inside.
    await expect
        .poll(() => frame.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight))
        .toBeLessThan(2);
    await inspect(page, 'embedded-booked');

    // The mails lead to the business's own page, which shows what the link is for: the panel, then a new password.
    const find = (what: string) =>
        mailsTo(person.email)
            .flatMap((mail) => mail.text.match(/https?:\/\/[^\s<>"]+/g) ?? [])
            .find((link) => link.endsWith(what) || link.includes(`${what}/`)) ?? '';
    await expect
        .poll(() => find('/my'), { timeout: 60_000 })
        .toBe(`${site.origin}/panel#timebok=/${owner.business}/my`);
    await page.goto(find('/my'));
    frame = await embedded(page);
    await press(frame, 'a[href*="/forgot-password"]', 'form[action*="/forgot-password"] #tb-email');
    await frame.locator('form[action*="/forgot-password"] #tb-email').fill(person.email);
    await frame.locator('main form button[type=submit]').first().click();
    await expect.poll(() => find('/password'), { timeout: 60_000 }).not.toBe('');
    expect(find('/password')).toContain(`${site.origin}/panel#timebok=/${owner.business}/password/`);
    await page.goto(find('/password'));
    frame = await embedded(page);
    await frame.locator('#tb-password').fill(password);
    await press(frame, 'main form button[type=submit]', '.tb-row');
    await expect(frame.locator('.tb-row')).toHaveCount(1);
    const kept = await cookiesInFrame(page);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.every((cookie) => cookie.partitionKey !== undefined && cookie.secure && cookie.httpOnly)).toBe(true);
    await inspect(page, 'embedded-panel');

    // Signed in on this site alone: the same address by itself knows nobody.
    await page.goto(`/${owner.business}/my`);
    await expect(page).toHaveURL(/sign-in/);

    await page.goto(`${site.origin}/panel`);
    frame = await embedded(page);
    // On a phone a week stands in the month's place.
    await press(frame, '.tb-row a[href$="/reschedule"]', '.tb-month:visible, .tb-strip-month:visible');
    await chooseAnotherDay(frame);
    await press(frame, 'main form button[type=submit]', '.alert-success');
    await page.goto(`${site.origin}/panel`);
    frame = await embedded(page);
    await press(frame, '.tb-row a[href$="/cancellation"]', 'main form button.btn-danger');
    await press(frame, 'main form button.btn-danger', '.alert-success');
    await expect(frame.locator('.tb-status-cancelled')).toBeVisible();
    await allow(page, site.origin, '');
});

test('register, sign in by password and out again inside the frame', async ({ page, context }) => {
    const person = somebody();
    await allow(page, site.origin, `${site.origin}/panel`);
    await context.clearCookies();
    await page.goto(`${site.origin}/panel?language=en`);
    let frame = await embedded(page);
    await expect(frame.locator('#tb-password')).toBeVisible();
    await inspect(page, 'embedded-sign-in');
    await press(frame, 'main a[href*="/register"]', '#tb-surname');
    await frame.locator('#tb-name').fill(person.name);
    await frame.locator('#tb-surname').fill(person.surname);
    await frame.locator('#tb-email').fill(person.email);
    await frame.locator('#tb-phone').fill('+31612345678');
    await frame.locator('#tb-password').fill(password);
    await frame.locator('#tb-consent').check();
    await frame.locator('main form button[type=submit]').click();
    const find = () =>
        mailsTo(person.email)
            .flatMap((mail) => mail.text.match(/https?:\/\/[^\s<>"]+/g) ?? [])
            .find((link) => link.includes('/registration/')) ?? '';
    await expect.poll(find, { timeout: 60_000 }).not.toBe('');
    await page.goto(find());
    frame = await embedded(page);
    await press(frame, 'main form button[type=submit]', 'details.tb-account');
    await press(frame, 'details.tb-account > summary', 'details.tb-account form button');
    await press(frame, 'details.tb-account form button', '#tb-password');

    await frame.locator('#tb-email').fill(person.email);
    await frame.locator('#tb-password').fill(password);
    await press(frame, 'main form button[type=submit]', 'details.tb-account');
    await page.goto(`${site.origin}/panel`);
    frame = await embedded(page);
    await expect(frame.locator('details.tb-account')).toBeVisible();
    await expect(frame.locator('#tb-password')).toHaveCount(0);
    await allow(page, site.origin, '');
});
