import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Frame, type Locator, type Page, test as plain } from '@playwright/test';
import type { Program } from './program';
import { ask, startWithMail } from './server';

// For journeys with the tag @date: moments.config.ts gives them a program whose clock starts at its moment; elsewhere they
// meet the program of all journeys.
export const test = plain.extend<object, { moment: string; atMoment: Program | undefined }>({
    moment: ['', { option: true, scope: 'worker' }],
    atMoment: [
        async ({ moment }, use) => {
            const program = moment ? await startWithMail({ moment, months: 0 }) : undefined;
            if (program) ask(program);
            await use(program);
            await program?.stop();
        },
        { scope: 'worker', timeout: 300_000 },
    ],
    baseURL: async ({ atMoment, baseURL }, use) => use(atMoment?.url ?? baseURL),
});

// Milliseconds since 1970 by the clock of the program that this journey meets.
export const programNow = () => Date.now() + Number(process.env.TIMEBOK_AHEAD ?? 0);

const isAtMoment = () => 'moment' in test.info().project.use;

export const studio = 'studio-lind';

export interface Person {
    name: string;
    surname: string;
    email: string;
    phone: string;
    note: string;
}

let people = 0;
// Somebody new each time, so that no journey meets another's bookings.
export function somebody(): Person {
    people += 1;
    const email = `kari.${test.info().workerIndex}.${Date.now()}.${people}@example.org`;
    return { name: 'Kari', surname: 'Nordmann', email, phone: '412 34 567', note: 'First line\nsecond line' };
}

// Letters that are in nobody else's name.
export function ownLetters(): string {
    const digits = somebody().email.replace(/\D/g, '').slice(-8);
    return digits.replace(/\d/g, (digit) => 'qwertyuiop'[Number(digit)] ?? '');
}

// ---- What every state of every page has to stand -------------------------------------------------------------------

const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// The page and the frames in it; a sandboxed one holds a mail as it was written, and lets no script look.
async function framesOf(frame: Frame): Promise<Frame[]> {
    const inside = frame.childFrames().map(async (child) => {
        const sandboxed = await (await child.frameElement()).getAttribute('sandbox');
        return sandboxed === null ? framesOf(child) : [];
    });
    return [frame, ...(await Promise.all(inside)).flat()];
}

// Between light and dark only the colours differ.
async function expectAccessible(page: Page, what: 'all' | 'colours'): Promise<void> {
    for (const frame of await framesOf(page.mainFrame())) {
        if (!(await frame.evaluate(() => 'axe' in window))) await frame.evaluate(axeSource);
        const words = await frame.evaluate(
            async ([tags, all]) => {
                const runOnly = all ? { type: 'tag', values: tags } : { type: 'rule', values: ['color-contrast'] };
                const found = await (window as unknown as AxeWindow).axe.run(document, { runOnly, iframes: false });
                return found.violations.map(
                    (v) => `${v.id}: ${v.nodes.map((n) => `${n.target} ${n.failureSummary}`).join('; ')}`,
                );
            },
            [levels, what === 'all'] as const,
        );
        expect(words).toEqual([]);
    }
}

interface AxeWindow {
    axe: {
        run(
            where: Document,
            options: object,
        ): Promise<{ violations: { id: string; nodes: { target: unknown; failureSummary?: string }[] }[] }>;
    };
}

export async function expectFits(page: Page): Promise<void> {
    const wide = await page.evaluate(() => {
        const width = document.documentElement.clientWidth;
        // Words that are there for screen readers alone.
        const isClippedAway = (e: Element | null): boolean =>
            e !== null && (getComputedStyle(e).clipPath === 'inset(50%)' || isClippedAway(e.parentElement));
        // What a closed menu holds is nowhere.
        return [...document.querySelectorAll('body *')]
            .filter((e) => !e.closest('.tb-skip, .visually-hidden') && !isClippedAway(e) && e.checkVisibility())
            .filter((e) => e.getBoundingClientRect().right > width + 0.5)
            .map((e) => `${e.tagName}.${e.className}`);
    });
    expect(wide).toEqual([]);
}

// Links within a sentence are exempt (WCAG 2.2, 2.5.8), as are boxes whose label is the target.
async function expectTouchable(page: Page): Promise<void> {
    const small = await page.evaluate(() =>
        [
            ...document.querySelectorAll(
                'main .btn, main .tb-link, main .tb-day.free, main input:not([type=hidden]), summary, .tb-brand',
            ),
        ]
            .map((e) => e.closest('label') ?? e)
            // What a closed fold holds is nowhere.
            .filter((e) => e.checkVisibility())
            .filter((e) => {
                const box = e.getBoundingClientRect();
                return box.height > 0 && (box.height < 43.5 || box.width < 43.5);
            })
            .map((e) => `${e.tagName}.${e.className} ${JSON.stringify(e.getBoundingClientRect())}`),
    );
    expect(small).toEqual([]);
}

async function picture(page: Page, name: string): Promise<void> {
    await page.screenshot({ path: `test-results/shots/${name}-${test.info().project.name}.png`, fullPage: true });
}

// Accessible, within the window and photographed, in light and in dark; on a phone as narrow as 360 px.
// What a page looks like is no matter of the moment.
export async function inspect(page: Page, name: string): Promise<void> {
    if (isAtMoment()) return;
    const size = page.viewportSize();
    for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await expectAccessible(page, colorScheme === 'light' ? 'all' : 'colours');
        await picture(page, `${name}-${colorScheme}`);
    }
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await expectFits(page);
    if (!size || size.width > 400) return;
    await page.setViewportSize({ width: 360, height: size.height });
    await expectFits(page);
    await expectTouchable(page);
    await page.setViewportSize(size);
}

// ---- The steps of a booking ----------------------------------------------------------------------------------------

// Where they are taken: a page of ours, or a frame of it in another site's.
export type Place = Page | Frame;

export const days = (place: Place) => place.locator('.tb-month a.tb-day');
export const times = (place: Place) => place.locator('.tb-times a');
export const confirm = (page: Page) => page.locator('main form button[type=submit]:visible');
export const status = (page: Page) => page.locator('.tb-status');

// The business's first service that is booked at once, up to its calendar.
export async function openCalendar(page: Page, business = studio): Promise<void> {
    await page.goto(`/${business}?lang=en`);
    await page.locator('a.tb-link').first().click();
    await expect(page.locator('.tb-steps [aria-current=step]')).toBeAttached();
    if ((await page.locator('.tb-month').count()) === 0) await page.locator('a.tb-link').first().click();
    await expect(page.locator('.tb-month')).toBeAttached();
}

// On a phone a week stands in its place until the month is asked for.
export async function showMonth(place: Place): Promise<void> {
    await expect(place.locator('.tb-month')).toBeAttached();
    const whole = place.locator('.tb-strip-month');
    if (await whole.isVisible()) await whole.click();
    await expect(place.locator('.tb-month')).toBeVisible();
}

export async function stepToNextMonth(place: Place): Promise<void> {
    await showMonth(place);
    const month = place.locator('#tb-month-name');
    const before = await month.textContent();
    await place.locator('.tb-step-month[rel=next]').click();
    await expect(month).not.toHaveText(before ?? '');
}

// The free days of the month shown that are far enough away for every rule about moving and cancelling.
async function farDays(place: Place): Promise<Locator[]> {
    const from = new Date(programNow() + 4 * 86_400_000).toISOString().slice(0, 10);
    const far = await days(place).evaluateAll(
        (links, first) => links.map((link) => (new URL((link as HTMLAnchorElement).href).searchParams.get('day') ?? '') >= first),
        from,
    );
    return far.flatMap((is, i) => (is ? [days(place).nth(i)] : []));
}

// The day that is shown already is left alone: nobody could tell when a click on it has been answered.
async function openDay(place: Place, day: Locator): Promise<void> {
    if ((await day.getAttribute('aria-current')) !== null) return;
    await showMonth(place);
    await day.click();
    await expect(day).toHaveAttribute('aria-current', 'date');
}

// Steps to the first month with so many far days; how many are left of a month depends on the day of the test.
async function monthWithFarDays(place: Place, least = 2): Promise<Locator[]> {
    await showMonth(place);
    for (let months = 0; months < 4; months += 1) {
        const far = await farDays(place);
        if (far.length >= least) return far;
        await stepToNextMonth(place);
    }
    throw new Error(`no month with ${least} free days that are far away`);
}

// Shows the first far day of a month that has others.
export async function openFarDay(place: Place, least = 2): Promise<void> {
    const [first] = await monthWithFarDays(place, least);
    if (first) await openDay(place, first);
}

export async function chooseTime(page: Page, which = 0): Promise<void> {
    await times(page).nth(which).click();
    await expect(page.locator('#tb-name')).toBeVisible();
}

// Shows the last day of such a month.
export async function openLastFarDay(place: Place): Promise<void> {
    const last = (await monthWithFarDays(place)).at(-1);
    if (last) await openDay(place, last);
}

// Not the day that book() takes: its own time is among those it can be moved to.
export async function chooseAnotherDay(place: Place): Promise<void> {
    await openLastFarDay(place);
    await times(place).last().click();
}

export async function fillIn(page: Page, person: Person): Promise<void> {
    await page.locator('#tb-name').fill(person.name);
    await page.locator('#tb-surname').fill(person.surname);
    await page.locator('#tb-email').fill(person.email);
    await page.locator('#tb-phone').fill(person.phone);
    await page.locator('#tb-note').fill(person.note);
    await page.locator('#tb-consent').check();
}

export async function book(page: Page, person = somebody(), business = studio): Promise<string> {
    await openCalendar(page, business);
    await openFarDay(page);
    await chooseTime(page);
    await fillIn(page, person);
    await confirm(page).click();
    await expect(page.locator('.alert-success')).toBeVisible();
    return manageUrl(page);
}

// The address of the booking's page, without what has just happened.
export function manageUrl(page: Page): string {
    const url = new URL(page.url());
    return url.pathname;
}

export async function expectTyped(page: Page, person: Person): Promise<void> {
    await expect(page.locator('#tb-name')).toHaveValue(person.name);
    await expect(page.locator('#tb-surname')).toHaveValue(person.surname);
    await expect(page.locator('#tb-email')).toHaveValue(person.email);
    await expect(page.locator('#tb-phone')).toHaveValue(person.phone);
    await expect(page.locator('#tb-note')).toHaveValue(person.note);
}

// "20270329T070000Z.0C5S2V3T4W6XY" of a form
export function readStart(value: string): { start: string; provider: string } {
    const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.(\w+)$/.exec(value);
    if (!match) throw new Error(`not a start with its provider: ${value}`);
    const [, y, mo, d, h, mi, s, provider] = match;
    return { start: `${y}-${mo}-${d}T${h}:${mi}:${s}Z`, provider: provider ?? '' };
}

// Somebody else books, through the API, the very time that the form on the page would.
export async function takeTheTime(page: Page, business = studio): Promise<void> {
    const { start, provider } = readStart(await page.locator('input[name=start]').first().inputValue());
    const service = await page.locator('input[name=service]').inputValue();
    const other = somebody();
    const answer = await fetch(new URL(`/api/v1/${business}/bookings`, page.url()), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({
            service,
            provider,
            start,
            note: '',
            customer: { name: 'Ola', surname: 'Annen', email: other.email, phone: '+4741234568', language: 'en' },
        }),
    });
    expect(answer.status, await answer.text()).toBe(201);
}

// Goes there as somebody without a mouse does.
export async function tabTo(page: Page, target: Locator): Promise<void> {
    for (let presses = 0; presses < 120; presses += 1) {
        if (await target.evaluate((element) => element === document.activeElement)) return;
        await page.keyboard.press('Tab');
    }
    throw new Error(`the Tab key does not reach ${target}`);
}
