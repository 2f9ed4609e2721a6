// The calendar of the back office: seen, moved by mouse, finger and keyboard, and without a script.
import { type CDPSession, expect, type Locator, type Page, test } from '@playwright/test';
import { inspect, programNow, somebody } from './helpers';
import { office, owner, signInAsOwner, submit } from './office';

interface Shade {
    at: string;
    to: string;
}
interface Data {
    columns: { id: string; name: string }[];
    events: { id: string; at: string; for: number }[];
    shades: Shade[];
}

const isPhone = () => test.info().project.name === 'phone';
const dayAhead = (ahead: number) => new Date(programNow() + ahead * 86_400_000).toISOString().slice(0, 10);
const at = (day: string, hour: number) => `${day}T${String(hour).padStart(2, '0')}:00`;

// Other journeys hire people who have no hours, whose days are shaded altogether.
async function ownersColumn(page: Page): Promise<string> {
    const answer = await page.request.get(office(`/calendar/data?view=day&day=${dayAhead(60)}`));
    const { columns } = (await answer.json()) as { columns: { id: string; name: string }[] };
    return columns.find((column) => column.name === owner.name)?.id ?? '';
}

// A day on which the owner works and is free from one full hour to another, far from what other journeys book. Each
// project looks at days of its own.
async function freeDay(page: Page, from: number, hours: number): Promise<{ day: string; hour: number }> {
    const whose = await ownersColumn(page);
    for (let ahead = from + (isPhone() ? 20 : 0); ahead < from + 40; ahead += 1) {
        const day = dayAhead(ahead);
        const answer = await page.request.get(office(`/calendar/data?view=day&day=${day}&provider=${whose}`));
        const data = (await answer.json()) as Data;
        for (let hour = 8; hour + hours <= 20; hour += 1) {
            const [begin, end] = [at(day, hour), at(day, hour + hours)];
            const shaded = data.shades.some((shade) => shade.at < end && begin < shade.to);
            if (!shaded && data.events.every((event) => event.at >= end || event.at < at(day, hour - 3))) return { day, hour };
        }
    }
    throw new Error('no free day');
}

async function makeAppointment(page: Page, day: string, hour: number): Promise<{ name: string; url: string }> {
    const person = somebody();
    await page.goto(office(`/bookings/new?day=${day}&time=${hour}:00&provider=${await ownersColumn(page)}`));
    await page.locator('#f-name').fill(person.name);
    await page.locator('#f-surname').fill(`${person.surname} ${test.info().project.name}`);
    await submit(page, 'Book the appointment');
    await expect(page.locator('.alert-success')).toContainText('booked');
    return { name: `${person.name} ${person.surname} ${test.info().project.name}`, url: page.url() };
}

const booked = (page: Page, name: string) => page.locator('.tb-ap:not(.ec-ghost):not(.ec-preview)', { hasText: name });

async function openDay(page: Page, day: string): Promise<void> {
    await page.goto(office(`/calendar?view=day&day=${day}&provider=${await ownersColumn(page)}&lang=en`));
    await expect(page.locator('.ec-main')).toBeVisible();
}

async function boxOf(of: Locator) {
    await of.scrollIntoViewIfNeeded();
    const box = await of.boundingBox();
    if (!box) throw new Error('it is not shown');
    return box;
}

async function giveUp(page: Page, url: string): Promise<void> {
    await page.goto(url);
    await page.locator('.tb-sure summary').first().click();
    await page.locator('.tb-sure-box form button').first().click();
    await expect(page.locator('.alert-success')).toBeVisible();
}

test('an appointment is moved by the keyboard, taken back, and moved by the form', async ({ page }) => {
    await signInAsOwner(page);
    const { day, hour } = await freeDay(page, 60, 4);
    const { name, url } = await makeAppointment(page, day, hour);
    await openDay(page, day);
    await expect(booked(page, name)).toBeVisible();
    await inspect(page, 'calendar-day');

    await booked(page, name).focus();
    await page.keyboard.press('Alt+ArrowDown');
    await expect(page.locator('#tb-cal-toast')).toContainText('Moved to');
    await expect(page.locator('#tb-cal-said')).toContainText('Moved to');
    const later = `${String(hour).padStart(2, '0')}:15`;
    await expect(booked(page, name)).toContainText(later);
    await expect(booked(page, name)).toBeFocused();
    await page.locator('#tb-cal-toast button').click();
    await expect(booked(page, name)).toContainText(`${String(hour).padStart(2, '0')}:00`);

    // It may just be drawn anew.
    await expect(async () => {
        await booked(page, name).focus();
        await page.keyboard.press('Enter');
        await expect(page.locator('#tb-cal-dialog')).toBeVisible({ timeout: 4000 });
    }).toPass();
    await expect(page.locator('#tb-cal-name')).toHaveText(name);
    await inspect(page, 'calendar-dialog');
    await page.locator('#tb-cal-to-time').fill('05:00');
    await page.locator('#tb-cal-move button[type=submit]').click();
    await expect(page.locator('.tb-cal-problem')).toContainText('not at work');
    await inspect(page, 'calendar-dialog-asks');
    await page.locator('#tb-cal-to-time').fill(`${String(hour + 1).padStart(2, '0')}:00`);
    await page.keyboard.press('Enter');
    await expect(page.locator('#tb-cal-dialog')).toBeHidden();
    await expect(booked(page, name)).toContainText(`${String(hour + 1).padStart(2, '0')}:00`);
    await giveUp(page, url);
});

test('an appointment is dragged by the mouse, and snaps back where another was quicker', { tag: '@desktop' }, async ({ page }) => {
    await signInAsOwner(page);
    const { day, hour } = await freeDay(page, 110, 4);
    const { name, url } = await makeAppointment(page, day, hour);
    await openDay(page, day);
    const drag = async (hours: number) => {
        const box = await boxOf(booked(page, name));
        await page.mouse.move(box.x + 40, box.y + 8);
        await page.mouse.down();
        await page.mouse.move(box.x + 40, box.y + 8 + hours * 40, { steps: 4 });
        await page.mouse.move(box.x + 40, box.y + 8 + hours * 75, { steps: 6 });
        await expect(page.locator('.tb-refused').first()).toBeVisible();
        await page.screenshot({ path: 'test-results/shots/calendar-dragging-desktop.png' });
        await page.mouse.up();
        await expect(page.locator('#tb-cal-dialog')).toBeVisible();
    };
    await drag(1);
    await page.locator('#tb-cal-move button[type=submit]').click();
    await expect(page.locator('#tb-cal-toast')).toContainText('Moved to');
    await expect(booked(page, name)).toContainText(`${String(hour + 1).padStart(2, '0')}:00`);

    // Somebody else moves it while the question stands.
    await drag(1);
    const moved = await page.evaluate(
        async ([home, to, who]) => {
            const place = document.getElementById('tb-calendar') as HTMLElement;
            const data = (await (await fetch(place.dataset.from ?? '')).json()) as {
                events: { id: string; v: number; who: string }[];
            };
            const one = data.events.find((each) => each.who === who);
            const body = new URLSearchParams({ token: place.dataset.token ?? '', at: to ?? '', version: String(one?.v) });
            return (await fetch(`${home}/calendar/bookings/${one?.id}/move`, { method: 'POST', body })).status;
        },
        [office(), `${day}T${String(hour).padStart(2, '0')}:30`, name],
    );
    expect(moved).toBe(200);
    await page.locator('#tb-cal-move button[type=submit]').click();
    await expect(page.locator('.tb-cal-problem')).toBeVisible();
    await page.screenshot({ path: 'test-results/shots/calendar-conflict-desktop.png' });
    await page.keyboard.press('Escape');
    await expect(booked(page, name)).toContainText(`${String(hour).padStart(2, '0')}:30`);

    // Longer, by its end.
    const box = await boxOf(booked(page, name));
    await page.mouse.move(box.x + 60, box.y + box.height - 3);
    await page.mouse.down();
    await page.mouse.move(box.x + 60, box.y + box.height + 20, { steps: 5 });
    await page.mouse.move(box.x + 60, box.y + box.height + 35, { steps: 5 });
    await page.mouse.up();
    await expect(page.locator('#tb-cal-dialog')).toBeVisible();
    const length = Number(await page.locator('#tb-cal-to-length').inputValue());
    await page.locator('#tb-cal-move button[type=submit]').click();
    await expect(page.locator('#tb-cal-dialog')).toBeHidden();
    expect(length % 15).toBe(0);
    await giveUp(page, url);
});

// How many may share an appointment of the service that is booked where none is chosen; those that are there keep theirs.
async function setPlaces(page: Page, places: number): Promise<void> {
    await page.goto(office('/bookings/new?lang=en'));
    const service = await page.locator('main [name=service]').first().inputValue();
    await page.goto(office(`/services/${service}`));
    const field = page.locator('#f-capacity');
    if (!(await field.isVisible())) await page.locator('details:has(#f-capacity) > summary').click();
    await field.fill(String(places));
    await submit(page, 'Save');
    await expect(page.locator('.alert-success')).toBeVisible();
}

test('an appointment that several may share moves as a whole, by mouse and keyboard', { tag: '@desktop' }, async ({ page }) => {
    await signInAsOwner(page);
    const { day, hour } = await freeDay(page, 230, 4);
    await setPlaces(page, 3);
    const { url } = await makeAppointment(page, day, hour);
    await setPlaces(page, 1);
    await openDay(page, day);
    const shared = page.locator('.tb-ap-shared:not(.ec-ghost):not(.ec-preview)');
    const shows = (later: number, minutes: string) =>
        expect(shared).toContainText(`${String(hour + later).padStart(2, '0')}:${minutes}`);
    await expect(shared).toContainText('1 of 3 booked');

    const box = await boxOf(shared);
    await page.mouse.move(box.x + 40, box.y + 8);
    await page.mouse.down();
    await page.mouse.move(box.x + 40, box.y + 48, { steps: 4 });
    await page.mouse.move(box.x + 40, box.y + 83, { steps: 6 });
    await expect(page.locator('.tb-refused').first()).toBeVisible();
    await page.mouse.up();
    await expect(page.locator('#tb-cal-dialog')).toBeVisible();
    await expect(page.locator('.tb-cal-people li')).toHaveCount(1);
    await inspect(page, 'calendar-shared-dropped');
    await page.locator('#tb-cal-move button[type=submit]').click();
    await shows(1, '00');
    await page.locator('#tb-cal-toast button').click();
    await shows(0, '00');

    await shared.focus();
    await page.keyboard.press('Alt+ArrowDown');
    await shows(0, '15');

    // Longer, by its end.
    const now = await boxOf(shared);
    await page.mouse.move(now.x + 60, now.y + now.height - 3);
    await page.mouse.down();
    await page.mouse.move(now.x + 60, now.y + now.height + 10, { steps: 5 });
    await page.mouse.move(now.x + 60, now.y + now.height + 17, { steps: 5 });
    await page.mouse.up();
    await expect(page.locator('#tb-cal-dialog')).toBeVisible();
    await page.locator('#tb-cal-to-length').fill('105');
    await page.locator('#tb-cal-move button[type=submit]').click();
    await expect(page.locator('#tb-cal-dialog')).toBeHidden();
    await page.goto(url);
    await expect(page.locator('main')).toContainText('1 hr 45 min');
    await giveUp(page, url);
});

test('within a month the days are shaded on which an appointment may not go', { tag: '@desktop' }, async ({ page }) => {
    await signInAsOwner(page);
    const { day, hour } = await freeDay(page, 270, 4);
    const { name, url } = await makeAppointment(page, day, hour);
    await page.goto(office(`/calendar?view=month&day=${day}&provider=${await ownersColumn(page)}&lang=en`));
    const box = await boxOf(booked(page, name));
    await page.mouse.move(box.x + 20, box.y + 6);
    await page.mouse.down();
    await page.mouse.move(box.x + 30, box.y + 20, { steps: 4 });
    await expect(page.locator('.tb-refused').first()).toBeVisible();
    await expect(page.locator('.tb-refused').first()).toContainText(/\w+/);
    const cell = await boxOf(page.locator('.ec-body .ec-day').first());
    const widths = await page.locator('.tb-refused').evaluateAll((all) => all.map((each) => each.getBoundingClientRect().width));
    expect(Math.max(...widths)).toBeLessThanOrEqual(cell.width + 2);
    await page.screenshot({ path: 'test-results/shots/calendar-month-dragging-desktop.png' });
    await page.mouse.move(box.x + 20, box.y + 6, { steps: 4 });
    await page.mouse.up();
    await expect(page.locator('.tb-refused')).toHaveCount(0);
    await giveUp(page, url);
});

async function touch(client: CDPSession, type: 'touchStart' | 'touchMove' | 'touchEnd', x: number, y: number): Promise<void> {
    const touchPoints = type === 'touchEnd' ? [] : [{ x, y }];
    await client.send('Input.dispatchTouchEvent', { type, touchPoints });
}

test('an appointment is dragged by a finger that rests on it first', async ({ page }) => {
    test.info().annotations.push({ type: 'touch', description: 'on a phone; elsewhere the view alone' });
    await signInAsOwner(page);
    const { day, hour } = await freeDay(page, 160, 4);
    const { name, url } = await makeAppointment(page, day, hour);
    await openDay(page, day);
    if (isPhone()) {
        // Near an edge of the window the calendar would scroll along with the finger.
        await booked(page, name).evaluate((each) => each.scrollIntoView({ block: 'center' }));
        const box = await boxOf(booked(page, name));
        const client = await page.context().newCDPSession(page);
        const [x, y] = [box.x + 30, box.y + 8];
        await touch(client, 'touchStart', x, y);
        await page.waitForTimeout(600);
        for (let step = 1; step <= 5; step += 1) await touch(client, 'touchMove', x, y + step * 15);
        await page.waitForTimeout(100);
        await touch(client, 'touchEnd', x, y + 75);
        await expect(page.locator('#tb-cal-dialog')).toBeVisible();
        await expect(page.locator('#tb-cal-to-time')).toHaveValue(`${String(hour + 1).padStart(2, '0')}:00`);
        await inspect(page, 'calendar-dropped');
        await page.locator('#tb-cal-move button[type=submit]').click();
        await expect(booked(page, name)).toContainText(`${String(hour + 1).padStart(2, '0')}:00`);
    }
    await giveUp(page, url);
});

test('a free time leads to a new appointment', { tag: '@desktop' }, async ({ page }) => {
    await signInAsOwner(page);
    const { day, hour } = await freeDay(page, 60, 2);
    await openDay(page, day);
    const grid = await boxOf(page.locator('.ec-body .ec-day').first());
    const first = await page.evaluate(() => Number(document.querySelector('.ec-sidebar time')?.getAttribute('datetime')?.slice(11, 13) ?? 8));
    await page.mouse.click(grid.x + 80, grid.y + (hour - first) * 75 + 10);
    await expect(page.locator('#tb-cal-new')).toBeVisible();
    await inspect(page, 'calendar-free-time');
    await expect(page.locator('#tb-cal-block')).toHaveAttribute('href', new RegExp(`first=${day}`));
    await page.locator('#tb-cal-new button.btn-primary').click();
    await expect(page).toHaveURL(new RegExp(`bookings/new\\?.*day=${day}&time=`));
    await page.goto(office('/calendar?view=day'));
    await page.keyboard.press('n');
    await expect(page).toHaveURL(/bookings\/new/);
});

test('the week, the month and the list are seen in two languages, and on paper', async ({ page }) => {
    await signInAsOwner(page);
    const { day } = await freeDay(page, 2, 1);
    for (const view of isPhone() ? ['list'] : ['week', 'month', 'list']) {
        await page.goto(office(`/calendar?view=${view}&day=${day}&lang=en`));
        if (view !== 'list') await expect(page.locator('.ec-main')).toBeVisible();
        await inspect(page, `calendar-${view}`);
    }
    await page.goto(office(`/calendar?view=list&day=${day}&lang=nb`));
    await expect(page.locator('h1')).toHaveText('Timer');
    await inspect(page, 'calendar-list-nb');
    await page.goto(office(`/calendar?view=day&day=${day}&provider=${await ownersColumn(page)}&lang=en`));
    await expect(page.locator('.ec-main')).toBeVisible();
    await page.emulateMedia({ media: 'print' });
    await expect(page.locator('#tb-cal-plain')).toBeVisible();
    await expect(page.locator('#tb-calendar')).toBeHidden();
    await page.screenshot({ path: `test-results/shots/calendar-print-${test.info().project.name}.png`, fullPage: true });
    await page.emulateMedia({ media: 'screen' });
    await page.goto(office('/calendar?view=list&lang=en'));
});

test('without a script the calendar is a list', async ({ browser, page }) => {
    await signInAsOwner(page);
    const { day, hour } = await freeDay(page, 210, 2);
    const { name, url } = await makeAppointment(page, day, hour);
    const plain = await browser.newContext({ javaScriptEnabled: false, storageState: await page.context().storageState() });
    const other = await plain.newPage();
    await other.goto(new URL(office(`/calendar?view=day&day=${day}&lang=en`), page.url()).toString());
    await expect(other.locator('#tb-cal-plain')).toContainText(name);
    await other.getByRole('link', { name: new RegExp(name) }).click();
    await other.getByRole('link', { name: 'Move', exact: false }).first().click();
    await expect(other.locator('h1')).toContainText('Move');
    await plain.close();
    await giveUp(page, url);
});
