// The calendar of the back office: draws what the server tells in place of the list, moves by mouse, touch and keyboard,
// and hears of what others change. Without it the list is all there is, and does the same by pages.
import {
    type Calendar,
    createCalendar,
    DayGrid,
    Interaction,
    ResourceTimeGrid,
    TimeGrid,
} from '@event-calendar/core';
import {
    type Booked,
    clockText,
    type Data,
    dayText,
    eventsOf,
    isMovable,
    later,
    nowLine,
    parseWall,
    type Shade,
    seenOf,
    shadesOf,
    span,
    unseen,
    wallText,
    words,
} from './calendar-data';
import { type Answer, MoveDialog, openNew, type Refused, type Target } from './calendar-dialog';

const minute = 60_000;
const undoFor = 10_000;
const pollEvery = 15_000;
const slot = 15;

interface Refusals {
    refused: Refused[];
    hears: boolean;
}

class Book {
    private data!: Data;
    private fetchedAt = 0;
    private told = '';
    private drawn!: Calendar;
    private readonly dialog: MoveDialog;
    private readonly said = document.getElementById('tb-cal-said');
    private readonly toast = document.getElementById('tb-cal-toast');
    private dragging = false;
    private refusals: Refusals | undefined;
    private waiting: number | undefined;
    private toastEnds: number | undefined;
    private heard = false;
    private focused = '';

    constructor(private readonly place: HTMLElement) {
        this.dialog = new MoveDialog(this.set.home ?? '', (each, fields) => this.send(each, 'move', fields));
    }

    private get set(): DOMStringMap {
        return this.place.dataset;
    }
    private get view(): string {
        return this.set.view ?? 'day';
    }
    // English is written as in Britain, as everywhere here.
    private get language(): string {
        return this.set.language === 'en' ? 'en-GB' : (this.set.language ?? 'en-GB');
    }
    private get mayMove(): boolean {
        return this.set.mayMove === 'yes';
    }

    async start(): Promise<void> {
        await this.fetch();
        this.place.hidden = false;
        document.documentElement.classList.add('tb-drawn');
        new MutationObserver(() => this.nameParts()).observe(this.place, { subtree: true, childList: true });
        this.drawn = createCalendar(this.place, [DayGrid, TimeGrid, ResourceTimeGrid, Interaction], this.options());
        this.redraw();
        this.listen();
    }

    // ---- Drawing

    private options(): Calendar.Options {
        const dense = this.set.density === 'dense';
        const [from, to] = this.data.hours;
        const views = { day: 'resourceTimeGridDay', rooms: 'resourceTimeGridDay', week: 'timeGridWeek', month: 'dayGridMonth' };
        const { language } = this;
        return {
            view: views[this.view as keyof typeof views],
            date: this.set.first,
            locale: language,
            firstDay: this.set.weekBegins === '0' ? 0 : 1,
            headerToolbar: { start: '', center: '', end: '' },
            allDaySlot: false,
            nowIndicator: false,
            slotDuration: { minutes: slot },
            slotLabelInterval: { minutes: 60 },
            slotHeight: dense ? 12 : 18.75,
            slotMinTime: { minutes: from * 60 },
            slotMaxTime: { minutes: to * 60 },
            slotLabelFormat: clockText,
            eventTimeFormat: clockText,
            slotEventOverlap: false,
            scrollTime: { minutes: this.scrollTo() },
            dayMaxEvents: true,
            moreLinkContent: (info) => (words().more ?? '').replace('%n', String(info.num)),
            dayHeaderFormat: this.view === 'month' ? { weekday: 'short' } : { weekday: 'short', day: 'numeric', month: 'short' },
            highlightedDates: [this.set.today ?? ''],
            columnWidth: this.view === 'week' ? 'minmax(5.75rem, 1fr)' : 'minmax(9rem, 1fr)',
            resources:
                this.view === 'rooms'
                    ? this.data.rooms.map((room) => ({ id: room.id, title: room.name }))
                    : this.data.columns.map((column) => ({ id: column.id, title: column.name })),
            resourceLabelContent: (info) => this.labelOf(info.resource.id),
            eventContent: (info) => this.contentOf(info.event, info.timeText),
            eventDidMount: (info) => this.mounted(info.el, info.event),
            eventAllUpdated: () => this.updated(),
            eventLongPressDelay: 400,
            selectLongPressDelay: 400,
            editable: this.mayMove,
            selectable: this.mayMove && this.view !== 'month',
            selectMinDistance: 8,
            dateClick: (info) => this.clicked(info.date, info.resource?.id),
            select: (info) => this.selected(info.start, info.end, info.resource?.id),
            eventClick: (info) => {
                // Otherwise the same press of Enter would go on to the button that the dialog puts the focus on.
                info.jsEvent.preventDefault();
                this.open(info.event.extendedProps.booked as Booked);
            },
            eventDragStart: (info) => this.grabbed(info.event),
            eventDragStop: () => this.released(),
            eventDrop: (info) => void this.dropped(info, info.newResource?.id),
            eventResizeStart: (info) => this.grabbed(info.event),
            eventResizeStop: () => this.released(),
            eventResize: (info) => void this.dropped(info),
        };
    }

    // An hour before now, or where the day begins.
    private scrollTo(): number {
        const now = parseWall(this.data.now);
        const isShown = this.data.first <= dayText(now) && dayText(now) <= this.data.last;
        return isShown ? Math.max(0, now.getHours() * 60 - 60) : this.data.hours[0] * 60;
    }

    private redraw(): void {
        const passed = Math.floor((performance.now() - this.fetchedAt) / minute);
        this.drawn.setOption('events', [
            ...shadesOf(this.data, this.view),
            ...eventsOf(this.data, this.view, this.set.colour ?? 'service', this.mayMove),
            ...nowLine(this.data, this.view, passed),
        ] as Calendar.EventInput[]);
    }

    private labelOf(id: string): Calendar.Content {
        const column = this.data.columns.find((each) => each.id === id);
        const head = document.createElement('span');
        head.className = 'tb-cal-column';
        if (!column) {
            head.append(this.data.rooms.find((room) => room.id === id)?.name ?? '');
            return { domNodes: [head] };
        }
        const face = document.createElement('span');
        face.className = 'tb-avatar tb-avatar-small';
        face.setAttribute('aria-hidden', 'true');
        face.textContent = column.initials;
        if (column.colour) face.style.setProperty('--c', column.colour);
        const text = document.createElement('span');
        const name = document.createElement('b');
        name.textContent = column.name;
        const load = document.createElement('small');
        load.textContent = column.load ?? '';
        text.append(name, load);
        head.append(face, text);
        return { domNodes: [head] };
    }

    private contentOf(event: Calendar.Event, time: string): Calendar.Content {
        const booked = event.extendedProps.booked as Booked | undefined;
        const shade = event.extendedProps.shade as Shade | undefined;
        const line = (tag: string, text: string, kind = '') => {
            const out = document.createElement(tag);
            out.textContent = text;
            if (kind) out.className = kind;
            return out;
        };
        if (shade) {
            if (shade.kind === 'closed' || shade.kind === 'now') return { domNodes: [] };
            if (shade.kind === 'refused') return { domNodes: [line('small', shade.why ?? '')] };
            const text = line('b', shade.why || (words()[shade.kind] ?? ''));
            return { domNodes: [shade.url ? this.leading(text, shade.url) : text] };
        }
        if (!booked) return { domNodes: [line('b', time)] };
        const name = line('b', '');
        name.append(line('span', titleOf(event)));
        if (booked.note) {
            const mark = line('span', '!', 'tb-ap-note');
            mark.setAttribute('aria-hidden', 'true');
            name.append(mark);
        }
        if (booked.paid) name.append(line('span', words().paid ?? '', 'tb-ap-tag'));
        // While it is dragged, where it would go.
        const at = event.display === 'preview' ? `${clockText(event.start)}–${clockText(event.end)}` : span(booked);
        const facts = [at, this.data.services[booked.of]?.name, booked.held];
        if (booked.as === 'pending' || booked.as === 'no_show' || booked.as === 'cancelled' || booked.as === 'declined')
            facts.push(words()[booked.as]);
        if (this.view === 'week' && this.data.columns.length > 1) facts.push(this.data.columns[booked.by]?.name);
        const heard = line('span', unseen(this.data, booked, this.language), 'visually-hidden');
        if (this.view === 'month') {
            return { domNodes: [line('small', clockText(parseWall(booked.at))), name, heard] };
        }
        return { domNodes: [name, line('small', facts.filter(Boolean).join(' · ')), heard] };
    }

    // A press on it is none on the free time beneath.
    private leading(text: HTMLElement, url: string): HTMLElement {
        const link = document.createElement('a');
        link.href = url;
        link.className = 'tb-shade-link';
        link.append(text);
        link.addEventListener('pointerdown', (event) => event.stopPropagation());
        return link;
    }

    private mounted(el: HTMLElement, event: Calendar.Event): void {
        const booked = event.extendedProps.booked as Booked | undefined;
        if (!booked) {
            el.removeAttribute('tabindex');
            return;
        }
        if (event.display === 'preview') return;
        el.dataset.id = booked.id;
        if (this.mayMove) el.setAttribute('aria-keyshortcuts', 'Enter Alt+ArrowUp Alt+ArrowDown Alt+ArrowLeft Alt+ArrowRight');
        if (booked.note) el.title = `${words().important} ${booked.note}`;
    }

    // The grid is no table of cells to whom it is read out: the appointments are buttons, each with all that it is. What
    // is drawn anew says so at once, since nobody knows when it is looked at.
    private nameParts(): void {
        for (const each of this.place.querySelectorAll('[role]:not([role=button], .ec-main[role=group])')) {
            each.removeAttribute('role');
            each.removeAttribute('aria-colindex');
            each.removeAttribute('aria-colspan');
        }
        for (const each of this.place.querySelectorAll('.tb-cal-column, .ec-col-head [aria-label]'))
            each.closest('[aria-label]')?.removeAttribute('aria-label');
        const main = this.place.querySelector<HTMLElement>('.ec-main');
        main?.setAttribute('tabindex', '0');
        main?.setAttribute('role', 'group');
        main?.setAttribute('aria-label', document.querySelector('h1')?.textContent ?? '');
    }

    private updated(): void {
        this.nameParts();
        if (!this.focused) return;
        const again = this.place.querySelector<HTMLElement>(`[data-id="${this.focused}"]`);
        if (again && document.activeElement !== again && !this.dialog.isOpen) again.focus({ preventScroll: true });
    }

    // ---- Talking to the server

    // Whether anything but the time of day is another.
    private async fetch(): Promise<boolean> {
        const answer = await fetch(this.set.from ?? '', { headers: { Accept: 'application/json' } });
        // Nobody is signed in any more.
        if (answer.redirected || !answer.ok) {
            if (answer.redirected) location.reload();
            throw new Error(String(answer.status));
        }
        const text = await answer.text();
        const told = text.replace(/"now":"[^"]*"/, '');
        const isNew = told !== this.told;
        this.told = told;
        this.data = JSON.parse(text) as Data;
        this.fetchedAt = performance.now();
        return isNew;
    }

    async refetch(): Promise<void> {
        if (this.dragging) {
            this.later(300);
            return;
        }
        const active = document.activeElement as HTMLElement | null;
        this.focused = active?.dataset.id ?? this.focused;
        try {
            if (!(await this.fetch())) return;
        } catch {
            return; // the next one may come through
        }
        this.drawn.setOption('resources', this.options().resources);
        this.redraw();
        void this.renewPlain();
    }

    private later(wait: number): void {
        clearTimeout(this.waiting);
        this.waiting = window.setTimeout(() => void this.refetch(), wait);
    }

    // The list, which is what is printed, and what waits beside it.
    private async renewPlain(): Promise<void> {
        const answer = await fetch(this.set.here ?? '');
        if (!answer.ok || answer.redirected) return;
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        for (const selector of ['#tb-cal-plain', '.tb-cal-rail']) {
            const now = document.querySelector(selector);
            const next = page.querySelector(selector);
            if (now && next && !now.contains(document.activeElement)) now.replaceWith(next);
        }
    }

    private async send(each: Booked, what: string, fields: URLSearchParams): Promise<Answer> {
        fields.set('token', this.set.token ?? '');
        if (!fields.has('shown_in')) fields.set('shown_in', this.data.zone);
        for (const [name, value] of Object.entries(seenOf(each))) if (!fields.has(name)) fields.set(name, value);
        try {
            const answer = await fetch(`${this.set.home}/calendar/bookings/${each.id}/${what}`, {
                method: 'POST',
                body: fields,
            });
            if (answer.headers.get('Content-Type')?.startsWith('application/json'))
                return { ...((await answer.json()) as Answer), status: answer.status };
        } catch {
            // No connection; said below.
        }
        return { status: 0, words: words().failed ?? '' };
    }

    // ---- Moving

    private open(booked: Booked | undefined): void {
        if (!booked) return;
        this.focused = booked.id;
        void this.ask(booked);
    }

    private async ask(booked: Booked, target?: Target): Promise<boolean> {
        const open = this.dialog.open(this.data, booked, target);
        if (this.mayMove) {
            const known = this.refusals ? Promise.resolve(this.refusals) : this.refusalsOf(booked, target);
            void known.then((refusals) => {
                this.dialog.hears(refusals.hears);
                const found = target && this.against(refusals, target);
                if (found) this.dialog.problem(found.why, found.ask);
            });
        }
        const answer = await open;
        this.refusals = undefined;
        if (answer) this.moved(booked, answer);
        return answer !== undefined;
    }

    private async refusalsOf(booked: Booked, target?: Target): Promise<Refusals> {
        const query = new URLSearchParams({ from: this.data.first, to: this.data.last });
        if (target) query.set('length', String(target.minutes));
        if (booked.people) query.set('whole', 'yes');
        const ids = this.view === 'rooms' ? [this.data.columns[booked.by]?.id ?? ''] : this.data.columns.map((each) => each.id);
        for (const id of this.view === 'day' ? ids : [this.data.columns[booked.by]?.id ?? '']) query.append('provider', id);
        try {
            const answer = await fetch(`${this.set.home}/calendar/bookings/${booked.id}/refusals?${query}`);
            if (answer.ok && !answer.redirected) return (await answer.json()) as Refusals;
        } catch {
            // The drop itself will say what is wrong.
        }
        return { refused: [], hears: true };
    }

    private against(refusals: Refusals, target: Target): Refused | undefined {
        const at = wallText(target.start);
        return refusals.refused.find((each) => each.by === target.provider && each.at <= at && at < each.to);
    }

    // Where it may not begin is shaded while it is held.
    private grabbed(event: Calendar.Event): void {
        const booked = event.extendedProps.booked as Booked;
        this.dragging = true;
        this.refusals = undefined;
        void this.refusalsOf(booked).then((refusals) => {
            if (!this.dragging) return;
            this.refusals = refusals;
            const shown = this.view === 'month' ? this.refusedDays(refusals, booked) : this.refusedTimes(refusals);
            shown.forEach((each, n) => this.drawn.addEvent({ ...each, id: `refused-${n}` }));
        });
    }

    private shadeOf(refused: Refused): Calendar.EventInput {
        return {
            display: 'background',
            classNames: ['tb-refused', `tb-refused-${refused.ask}`],
            extendedProps: { shade: { kind: 'refused', why: refused.why } },
        } as Calendar.EventInput;
    }

    // Times as text: those of the clock, which addEvent would shift where today's summer time is not that day's. It keeps
    // its provider in whatever room it is dropped, so all rooms are shaded alike.
    private refusedTimes(refusals: Refusals): Calendar.EventInput[] {
        const rooms = this.data.rooms.map((room) => room.id);
        return refusals.refused.map((each) => ({
            ...this.shadeOf(each),
            start: each.at,
            end: each.to,
            resourceIds: this.view === 'rooms' ? rooms : [each.by],
        }));
    }

    // It keeps its time of day, so a day is shaded where that is refused.
    private refusedDays(refusals: Refusals, booked: Booked): Calendar.EventInput[] {
        const out: Calendar.EventInput[] = [];
        const provider = this.data.columns[booked.by]?.id ?? '';
        for (let day = parseWall(`${this.data.first}T00:00`); dayText(day) <= this.data.last; day = later(day, 24 * 60)) {
            const start = parseWall(`${dayText(day)}${booked.at.slice(10)}`);
            const found = this.against(refusals, { start, provider, minutes: booked.for });
            const next = dayText(later(day, 24 * 60));
            if (found) out.push({ ...this.shadeOf(found), start: dayText(day), end: next, allDay: true });
        }
        return out;
    }

    private released(): void {
        this.dragging = false;
        for (const each of this.drawn.getEvents())
            if (String(each.id).startsWith('refused-')) this.drawn.removeEventById(each.id);
    }

    private async dropped(info: Calendar.EventDropInfo | Calendar.EventResizeInfo, column?: string): Promise<void> {
        const booked = info.event.extendedProps.booked as Booked;
        const { start, end } = info.event;
        const own = this.data.columns[booked.by]?.id ?? '';
        const isResized = 'endDelta' in info;
        // Within a month a day is chosen, not a time; a room is no provider.
        const provider = this.view === 'day' && column ? column : own;
        const minutes = isResized ? Math.round((end.getTime() - start.getTime()) / minute) : booked.for;
        if (isResized) this.refusals = undefined;
        const isDone = await this.ask(booked, { start, provider, minutes });
        if (!isDone) info.revert();
        this.focus(booked.id);
    }

    private moved(booked: Booked, answer: Answer): void {
        this.focused = booked.id;
        this.say(answer.words);
        this.offerUndo(booked, answer);
        this.later(0);
    }

    private offerUndo(booked: Booked, answer: Answer): void {
        const { toast } = this;
        if (!toast) return;
        clearTimeout(this.toastEnds);
        const [text, button] = toast.children as unknown as [HTMLElement, HTMLButtonElement];
        text.textContent = answer.words;
        button.hidden = !answer.undo;
        button.onclick = async () => {
            button.hidden = true;
            const fields = new URLSearchParams({ version: String(answer.version), seen: answer.seen ?? '' });
            const undone = await this.send(booked, 'undo', fields);
            this.offerUndo(booked, { ...undone, undo: false });
            this.say(undone.words);
            this.focused = booked.id;
            this.later(0);
        };
        toast.hidden = false;
        this.toastEnds = window.setTimeout(() => {
            toast.hidden = true;
        }, undoFor);
    }

    private say(text: string): void {
        if (this.said) this.said.textContent = text;
    }

    private focus(id: string): void {
        this.focused = id;
        this.place.querySelector<HTMLElement>(`[data-id="${id}"]`)?.focus({ preventScroll: true });
    }

    // By the slot, or to the next column.
    private async nudge(booked: Booked, key: string): Promise<void> {
        const start = parseWall(booked.at);
        let provider = this.data.columns[booked.by]?.id ?? '';
        let at = start;
        const step = key === 'ArrowRight' ? 1 : -1;
        if (key === 'ArrowUp' || key === 'ArrowDown') {
            if (this.view === 'month') return;
            at = later(start, key === 'ArrowDown' ? slot : -slot);
        } else if (this.view === 'day') {
            const next = this.data.columns[booked.by + step];
            if (!next) return;
            provider = next.id;
        } else {
            at = later(start, step * 24 * 60);
        }
        const fields = new URLSearchParams({ at: wallText(at), provider, length: String(booked.for), tell: 'yes' });
        const answer = await this.send(booked, 'move', fields);
        if (answer.status === 200) this.moved(booked, answer);
        else {
            this.say(answer.words);
            this.offerUndo(booked, { ...answer, undo: false });
            if (answer.status === 409) this.later(0);
        }
    }

    // ---- Free times

    private clicked(at: Date, column?: string): void {
        if (this.view === 'month') {
            location.assign(`${this.set.home}/calendar?view=day&day=${dayText(at)}`);
            return;
        }
        this.selected(at, undefined, column);
    }

    private selected(start: Date, end: Date | undefined, column?: string): void {
        const only = this.data.columns.length === 1 ? this.data.columns[0]?.id : undefined;
        const provider = this.view === 'rooms' ? '' : (column ?? only ?? '');
        openNew(this.data, start, end, provider, this.language);
        this.drawn.unselect();
    }

    // ---- What happens around it

    private listen(): void {
        this.place.addEventListener('keydown', (event) => {
            const id = (event.target as HTMLElement).dataset.id;
            if (!id || !event.altKey || !event.key.startsWith('Arrow') || !this.mayMove) return;
            event.preventDefault();
            const booked = this.data.events.find((each) => each.id === id);
            if (booked && isMovable(booked)) void this.nudge(booked, event.key);
        });
        this.place.addEventListener('focusin', (event) => {
            this.focused = (event.target as HTMLElement).dataset.id ?? '';
        });
        document.addEventListener('timebok:changed', (event) => {
            const { provider, day } = (event as CustomEvent<{ provider: string | null; day: string | null }>).detail;
            this.heard = true;
            if (day && (day < this.data.first || day > this.data.last)) return;
            if (provider && !this.data.columns.some((column) => column.id === provider)) return;
            this.later(300);
        });
        document.addEventListener('timebok:deaf', () => {
            this.heard = false;
        });
        let polls = 0;
        setInterval(() => {
            polls += 1;
            if (document.visibilityState === 'hidden') return;
            // What comes by itself need not be asked for as often.
            if (!this.heard || polls % 20 === 0) void this.refetch();
            else if (polls % 4 === 0 && !this.dragging) this.redraw();
        }, pollEvery);
    }
}

const titleOf = (event: Calendar.Event) => (typeof event.title === 'string' ? event.title : '');

const place = document.getElementById('tb-calendar');
if (place) {
    const narrow = matchMedia('(max-width: 48rem)').matches;
    if (narrow && place.dataset.chosen !== 'yes') location.replace(place.dataset.list ?? '');
    else void new Book(place).start().catch(() => place.setAttribute('hidden', ''));
}
