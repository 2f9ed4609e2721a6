// The week as a drawing above its lines: openings are drawn, moved and made longer by dragging or by the keyboard. The
// lines stay the truth: the drawing is made from them and writes into them. What it cannot read it leaves alone.

interface Span {
    from: number; // minutes after midnight
    to: number; // past midnight more than a day's
}

const step = 15;
const hour = 60;
const day = 24 * hour;
const latest = day + 6 * hour;
const pixels = 22; // of an hour

function minutes(hours: string, rest: string | undefined): number {
    return Number(hours) * hour + Number(rest ?? 0);
}

// As the server reads them; null where it is not simply so.
export function read(text: string): Span[] | null {
    const out: Span[] = [];
    for (const part of text.split(/[,;]/).map((each) => each.trim())) {
        if (part === '') continue;
        const found = /^(\d{1,2})(?:[:.h](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[:.h](\d{2}))?\s*(\+1)?$/.exec(part);
        if (!found) return null;
        const from = minutes(found[1] ?? '', found[2]);
        let to = minutes(found[3] ?? '', found[4]);
        const isNight = from >= 12 * hour && to <= 6 * hour && to <= from;
        if (found[5] || isNight) to += day;
        if (to <= from || from >= day || to > latest) return null;
        out.push({ from, to });
    }
    out.sort((a, b) => a.from - b.from);
    return out.some((span, i) => i > 0 && span.from < (out[i - 1]?.to ?? 0)) ? null : out;
}

function clock(at: number): string {
    return `${String(Math.floor(at / hour)).padStart(2, '0')}:${String(at % hour).padStart(2, '0')}`;
}

function written(span: Span): string {
    if (span.to <= day) return `${clock(span.from)}-${clock(span.to)}`;
    return `${clock(span.from)}-${clock(span.to - day)}${span.from >= 12 * hour ? '' : '+1'}`;
}

export const write = (spans: Span[]): string => spans.map(written).join(', ');

// Between its neighbours, and at least a step long.
function fit(span: Span, others: Span[], isMoved: boolean): Span {
    const length = span.to - span.from;
    const middle = (span.from + span.to) / 2;
    const before = Math.max(0, ...others.filter((each) => (each.from + each.to) / 2 < middle).map((each) => each.to));
    const behind = Math.min(latest, ...others.filter((each) => (each.from + each.to) / 2 >= middle).map((each) => each.from));
    let from = Math.max(span.from, before);
    let to = Math.min(span.to, behind);
    if (isMoved && to - from < length && behind - before >= length) {
        if (from > span.from) to = from + length;
        else from = to - length;
    }
    from = Math.min(from, day - step);
    return { from, to: Math.max(to, from + step) };
}

class Column {
    private spans: Span[] = [];

    constructor(
        private readonly input: HTMLInputElement,
        private readonly box: HTMLElement,
        private readonly name: string,
        private readonly top: () => number,
        private readonly week: Column[], // this one among them, from Monday on
    ) {
        box.addEventListener('pointerdown', (event) => this.press(event));
        box.addEventListener('keydown', (event) => this.type(event));
    }

    // The first and last minute that it has to show.
    reach(): Span {
        this.spans = read(this.input.value) ?? [];
        return { from: Math.min(6 * hour, ...this.spans.map((each) => each.from)), to: Math.max(22 * hour, ...this.spans.map((each) => each.to)) };
    }

    draw(): void {
        const isReadable = read(this.input.value) !== null;
        this.box.classList.toggle('tb-hours-unread', !isReadable);
        this.box.replaceChildren(...this.spans.map((span, i) => this.bar(span, i)));
    }

    add(): void {
        if (read(this.input.value) === null) return this.input.focus();
        const last = this.spans.at(-1);
        const from = last ? Math.min(last.to + hour, day - hour) : 9 * hour;
        const span = { from, to: last ? from + hour : 17 * hour };
        if (last && last.to > from) return this.input.focus();
        this.keep([...this.spans, span], this.spans.length);
    }

    private bar(span: Span, i: number): HTMLElement {
        const out = document.createElement('div');
        out.className = 'tb-hours-bar';
        out.tabIndex = 0;
        out.dataset.at = String(i);
        out.style.setProperty('--tb-from', `${((span.from - this.top()) * pixels) / hour}px`);
        out.style.setProperty('--tb-long', `${((span.to - span.from) * pixels) / hour}px`);
        const attributes = { role: 'slider', 'aria-orientation': 'vertical', 'aria-label': this.name, 'aria-valuemin': '0', 'aria-valuemax': String(latest), 'aria-valuenow': String(span.from), 'aria-valuetext': written(span) };
        for (const [name, value] of Object.entries(attributes)) out.setAttribute(name, value);
        out.textContent = written(span);
        return out;
    }

    // Where a bar of another day would stand here, as long as it is; null where it does not fit.
    private placeFor(wanted: Span, own: Span[]): Span | null {
        if (read(this.input.value) === null) return null;
        const place = fit(wanted, own, true);
        const fits = place.to - place.from === wanted.to - wanted.from;
        const all = [...own, place].sort((a, b) => a.from - b.from);
        return fits && read(write(all)) !== null ? place : null;
    }

    // To the other day, whose spans were `own`. Both lines are written before either is told of.
    private giveTo(other: Column, rest: Span[], own: Span[], span: Span): void {
        const all = [...own, span].sort((a, b) => a.from - b.from);
        this.input.value = write(rest);
        other.input.value = write(all);
        for (const each of [this, other]) each.input.dispatchEvent(new Event('change', { bubbles: true }));
        other.box.querySelectorAll<HTMLElement>('.tb-hours-bar')[all.indexOf(span)]?.focus();
    }

    private takeToDay(i: number, span: Span, by: number): void {
        const other = this.week[this.week.indexOf(this) + by];
        const place = other?.placeFor(span, other.spans);
        const rest = this.spans.filter((_, each) => each !== i);
        if (other && place) this.giveTo(other, rest, other.spans, place);
    }

    // The day under the pointer, or the nearest one.
    private dayAt(x: number): Column {
        const far = (each: Column): number => {
            const box = each.box.getBoundingClientRect();
            return Math.max(box.left - x, x - box.right, 0);
        };
        return this.week.reduce((best, each) => (far(each) < far(best) ? each : best), this as Column);
    }

    private show(spans: Span[]): void {
        this.spans = [...spans].sort((a, b) => a.from - b.from);
        this.draw();
    }

    private keep(spans: Span[], focused: number): void {
        const at = spans[focused];
        spans.sort((a, b) => a.from - b.from);
        if (read(write(spans)) === null) return this.draw();
        this.spans = spans;
        this.input.value = write(spans);
        this.input.dispatchEvent(new Event('change', { bubbles: true }));
        const bars = this.box.querySelectorAll<HTMLElement>('.tb-hours-bar');
        (at ? bars[spans.indexOf(at)] : bars[Math.min(focused, bars.length - 1)])?.focus();
    }

    private changed(i: number, span: Span, isMoved: boolean): void {
        const others = this.spans.filter((_, each) => each !== i);
        const all = [...this.spans];
        all[i] = fit(span, others, isMoved);
        this.keep(all, i);
    }

    private type(event: KeyboardEvent): void {
        const bar = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('.tb-hours-bar') : null;
        const i = Number(bar?.dataset.at ?? -1);
        const span = this.spans[i];
        if (!span || event.ctrlKey || event.altKey || event.metaKey) return;
        const by = { ArrowUp: -step, ArrowDown: step, PageUp: -hour, PageDown: hour }[event.key] ?? 0;
        const days = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
        if (days !== 0 && !event.shiftKey) this.takeToDay(i, span, days);
        else if (event.key === 'Delete' || event.key === 'Backspace') this.keep(this.spans.filter((_, each) => each !== i), i);
        else if (by === 0) return;
        else if (event.shiftKey) this.changed(i, { from: span.from, to: span.to + by }, false);
        else this.changed(i, { from: span.from + by, to: span.to + by }, true);
        event.preventDefault();
    }

    private minute(event: PointerEvent): number {
        const inside = event.clientY - this.box.getBoundingClientRect().top;
        return Math.round((this.top() + (inside * hour) / pixels) / step) * step;
    }

    // In a bar it is moved, to another day too, at its ends made longer; beside one a new one is drawn.
    private press(event: PointerEvent): void {
        if (event.button !== 0 || read(this.input.value) === null) return;
        const bar = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('.tb-hours-bar') : null;
        if (!bar && event.pointerType === 'touch') return; // it scrolls the page
        event.preventDefault();
        const begun = this.minute(event);
        const before = [...this.spans];
        const i = bar ? Number(bar.dataset.at) : before.length;
        const span = before[i] ?? { from: begun, to: begun + step };
        const edge = 7;
        const box = bar?.getBoundingClientRect();
        const isTop = !!box && event.clientY - box.top < edge;
        const isEnd = !bar || (!!box && box.bottom - event.clientY < edge);
        const others = before.filter((_, each) => each !== i);
        const isMoved = bar && !isTop && !isEnd;
        let now = span;
        let there: Column = this; // whose day it is in
        let own: Span[] = []; // what was in that day before, of another than this one
        const leave = () => {
            if (there !== this) there.show(own);
            there = this;
        };
        // Where it does not fit, it stays where it was shown last.
        const enter = (target: Column, wanted: Span): void => {
            const spansThere = target === there ? own : target.spans;
            const place = target.placeFor(wanted, spansThere);
            if (!place) return;
            if (target !== there) leave();
            there = target;
            own = spansThere;
            now = place;
            this.show(others);
            target.show([...own, now]);
        };
        const move = (moved: PointerEvent) => {
            const at = this.minute(moved);
            const target = isMoved ? this.dayAt(moved.clientX) : this;
            if (target !== this) return enter(target, { from: span.from + at - begun, to: span.to + at - begun });
            leave();
            if (!bar) now = fit({ from: Math.min(begun, at), to: Math.max(begun, at) }, others, false);
            else if (isTop) now = fit({ from: Math.min(at, span.to - step), to: span.to }, others, false);
            else if (isEnd) now = fit({ from: span.from, to: Math.max(at, span.from + step) }, others, false);
            else now = fit({ from: span.from + at - begun, to: span.to + at - begun }, others, true);
            this.show([...others, now]);
        };
        const end = (ended: Event) => {
            document.removeEventListener('pointermove', move);
            document.removeEventListener('pointerup', end);
            document.removeEventListener('pointercancel', end);
            const isClick = !bar && now === span;
            const target = there;
            leave();
            this.spans = before;
            if (target !== this && ended.type !== 'pointercancel') return this.giveTo(target, others, own, now);
            if (ended.type === 'pointercancel' || isClick) return this.draw();
            if (now !== span) this.keep([...others, now], others.length);
            else bar?.focus();
        };
        document.addEventListener('pointermove', move);
        document.addEventListener('pointerup', end);
        document.addEventListener('pointercancel', end);
    }
}

function scale(top: number, bottom: number): HTMLElement {
    const out = document.createElement('div');
    out.className = 'tb-hours-scale';
    out.setAttribute('aria-hidden', 'true');
    for (let at = Math.ceil(top / hour); at <= bottom / hour; at += 2) {
        const line = document.createElement('span');
        line.textContent = clock((at * hour) % day);
        line.style.setProperty('--tb-from', `${((at * hour - top) * pixels) / hour}px`);
        out.append(line);
    }
    return out;
}

// Of the weekday, counted from Monday, in the page's language.
function short(weekday: number): string {
    const monday = Date.UTC(2024, 0, 1);
    const format = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: 'short', timeZone: 'UTC' });
    return format.format(monday + weekday * day * 60_000);
}

function build(grid: HTMLElement): void {
    const rows = [...(grid.nextElementSibling?.querySelectorAll<HTMLElement>('.tb-plan-row[role=group]') ?? [])];
    const columns: Column[] = [];
    const days = grid.querySelector<HTMLElement>('.tb-hours-days');
    if (!days || rows.length === 0) return;
    let top = 6 * hour;
    const draw = () => {
        const reaches = columns.map((each) => each.reach());
        top = Math.floor(Math.min(...reaches.map((each) => each.from)) / hour) * hour;
        const bottom = Math.ceil(Math.max(...reaches.map((each) => each.to)) / hour) * hour;
        days.style.setProperty('--tb-high', `${((bottom - top) * pixels) / hour}px`);
        days.style.setProperty('--tb-hour', `${pixels}px`);
        days.querySelector('.tb-hours-scale')?.replaceWith(scale(top, bottom));
        for (const each of columns) each.draw();
    };
    days.append(scale(top, 22 * hour));
    for (const row of rows) {
        const input = row.querySelector<HTMLInputElement>('input');
        const name = row.getAttribute('aria-label') ?? '';
        if (!input) continue;
        const column = document.createElement('div');
        const box = document.createElement('div');
        const add = document.createElement('button');
        column.className = 'tb-hours-day';
        box.className = 'tb-hours-box';
        add.type = 'button';
        add.className = 'tb-hours-add';
        add.textContent = '+';
        add.setAttribute('aria-label', `${name}: ${grid.dataset.add ?? ''}`);
        const head = document.createElement('span');
        head.textContent = short(columns.length);
        head.title = name;
        column.append(head, box, add);
        days.append(column);
        const made = new Column(input, box, name, () => top, columns);
        columns.push(made);
        add.addEventListener('click', () => made.add());
        input.addEventListener('change', draw);
    }
    draw();
    grid.hidden = false;
}

export function drawHours(): void {
    for (const grid of document.querySelectorAll<HTMLElement>('.tb-hours')) build(grid);
}
