// What the server tells of the shown days (office/calendar/calendar_data.cpp), and how it is drawn. Times are wall-clock
// times of the business: they are written and read as such, never as instants, whatever zone the browser is in.
import type { Calendar } from '@event-calendar/core';

export interface Column {
    id: string;
    name: string;
    initials: string;
    colour: string;
    load?: string;
}
export interface Booked {
    id: string;
    v: number; // the booking's version
    by: number; // its provider's column
    of: number; // its service
    at: string;
    for: number; // minutes
    to?: string; // where the clocks change meanwhile
    who: string;
    as: string;
    before?: number; // minutes of buffers
    after?: number;
    note?: string; // important
    paid?: boolean;
    in?: string[]; // the rooms it takes
    seats?: [number, number];
    people?: { id: string; v: number; who: string; as: string }[];
    held?: string; // a place in it that is held, and for whom
    group?: string; // the page of its check-in list
}
export interface Shade {
    at: string;
    to: string;
    kind: string;
    by?: number;
    why?: string;
    url?: string; // of what it leads to
}
export interface Data {
    now: string;
    zone: string; // by whose clock all of it is
    first: string;
    last: string;
    columns: Column[];
    rooms: { id: string; name: string }[];
    events: Booked[];
    shades: Shade[];
    services: { name: string; colour: string }[];
    hours: [number, number];
    more: boolean;
}

// Those that are given to people and services without a colour of their own.
const palette = ['#0f766e', '#7c3aed', '#b45309', '#1d4ed8', '#be185d', '#4d7c0f', '#0e7490', '#a21caf', '#b91c1c', '#475569'];
const ofStatus: Record<string, string> = {
    approved: '#0f766e',
    pending: '#b45309',
    completed: '#475569',
    no_show: '#b91c1c',
    cancelled: '#64748b',
    declined: '#64748b',
};

const two = (n: number) => String(n).padStart(2, '0');
// Swedes write a day as machines do.
export const dayText = (at: Date) => at.toLocaleDateString('sv-SE');
export const timeText = (at: Date) => `${two(at.getHours())}:${two(at.getMinutes())}`;
// As the page's language writes an hour of the day.
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
export const clockText = (at: Date) => clock.format(at);
export const wallText = (at: Date) => `${dayText(at)}T${timeText(at)}`;
export const parseWall = (text: string) => new Date(`${text}:00`);
export const later = (at: Date, minutes: number) => {
    const out = new Date(at);
    out.setMinutes(out.getMinutes() + minutes);
    return out;
};

export const words = (): DOMStringMap => document.getElementById('tb-cal-words')?.dataset ?? {};
export const said = (text: string | undefined, filled: Record<string, string>) =>
    Object.entries(filled).reduce((all, [name, value]) => all.replace(name, value), text ?? '');

export const endOf = (each: Booked) => (each.to ? parseWall(each.to) : later(parseWall(each.at), each.for));
export const span = (each: Booked) =>
    said(words().until, { '%a': clockText(parseWall(each.at)), '%b': clockText(endOf(each)) });

export function colourOf(data: Data, each: Booked, by: string): string {
    if (by === 'status') return ofStatus[each.as] ?? palette[0];
    if (by === 'provider') return data.columns[each.by]?.colour || palette[each.by % palette.length];
    return data.services[each.of]?.colour || palette[each.of % palette.length];
}

export const titleOf = (each: Booked) =>
    each.seats ? said(words().seats, { '%t': String(each.seats[0]), '%c': String(each.seats[1]) }) : each.who;

const isLive = (status: string) => status === 'approved' || status === 'pending';
// One that several share moves with all of them, where all are shown.
export const isMovable = (each: Booked) =>
    each.people
        ? each.people.length === each.seats?.[0] && each.people.every((person) => isLive(person.as))
        : isLive(each.as);
// What is sent with it: as it was seen.
export function seenOf(each: Booked): Record<string, string> {
    if (!each.people) return { version: String(each.v) };
    const seen = each.people.map((person) => `${person.id}-${person.v}`).join(' ');
    return { version: String(each.v), whole: 'yes', seen };
}

// What is read out besides the words that are seen: what the place in the grid and the colours say.
export function unseen(data: Data, each: Booked, language: string): string {
    const day = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' });
    const parts = [day.format(parseWall(each.at)), data.columns[each.by]?.name, words()[each.as]];
    if (each.note) parts.push(`${words().important} ${each.note}`);
    return `, ${parts.filter(Boolean).join(', ')}`;
}

function buffers(each: Booked, resourceIds: string[]): Calendar.EventInput[] {
    const out: Calendar.EventInput[] = [];
    const add = (start: Date, end: Date, which: string) =>
        out.push({
            id: `${which}-${each.id}`,
            start,
            end,
            resourceIds,
            display: 'background',
            classNames: ['tb-cal-buffer'],
            extendedProps: { shade: { kind: 'buffer', why: '', at: '', to: '' } },
        });
    const from = parseWall(each.at);
    if (each.before) add(later(from, -each.before), from, 'before');
    if (each.after) add(endOf(each), later(endOf(each), each.after), 'after');
    return out;
}

// `columns`: the ids of the columns where there are any.
export function eventsOf(data: Data, view: string, by: string, mayMove: boolean): Calendar.EventInput[] {
    const out: Calendar.EventInput[] = [];
    const columnsOf = (each: Booked) => (view === 'rooms' ? (each.in ?? []) : [data.columns[each.by]?.id ?? '']);
    for (const each of data.events) {
        const resourceIds = columnsOf(each);
        if (view === 'rooms' && resourceIds.length === 0) continue;
        const isOver = parseWall(data.now) >= endOf(each);
        const classNames = ['tb-ap', `tb-ap-${each.as}`];
        if (isOver) classNames.push('tb-ap-over');
        if (each.seats) classNames.push('tb-ap-shared');
        if (each.for <= 30) classNames.push('tb-ap-short');
        const start = parseWall(each.at);
        const end = endOf(each);
        out.push({
            id: each.id,
            start,
            end: end > start ? end : later(start, 15),
            resourceIds,
            title: titleOf(each),
            editable: mayMove && isMovable(each),
            durationEditable: mayMove && isMovable(each) && view !== 'month',
            classNames,
            styles: [`--c:${colourOf(data, each, by)}`],
            extendedProps: { booked: each },
        });
        if (view === 'day') out.push(...buffers(each, resourceIds));
    }
    return out;
}

export function shadesOf(data: Data, view: string): Calendar.EventInput[] {
    const all = data.columns.map((column) => column.id);
    return data.shades.map((shade, n) => ({
        id: `shade-${n}`,
        start: parseWall(shade.at),
        end: parseWall(shade.to),
        resourceIds: shade.by === undefined ? all : [data.columns[shade.by]?.id ?? ''],
        display: 'background' as const,
        classNames: ['tb-shade', `tb-shade-${shade.kind}`],
        extendedProps: { shade, view },
    }));
}

// A line over all columns at the time of the business, which need not be the browser's.
export function nowLine(data: Data, view: string, passed: number): Calendar.EventInput[] {
    if (view === 'month') return [];
    const now = later(parseWall(data.now), passed);
    const ids = view === 'rooms' ? data.rooms.map((room) => room.id) : data.columns.map((column) => column.id);
    return [
        {
            id: 'now',
            start: now,
            end: later(now, 1),
            resourceIds: ids,
            display: 'background',
            classNames: ['tb-now'],
            extendedProps: { shade: { kind: 'now', at: '', to: '' } },
        },
    ];
}
