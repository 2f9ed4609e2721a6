// The dialogs of the calendar: what an appointment is, with a form that moves it, and what to do with a free time.
import { type Booked, clockText, type Data, dayText, isMovable, said, span, timeText, titleOf, words } from './calendar-data';

const get = <T extends HTMLElement>(id: string) => document.getElementById(id) as T | null;

export interface Target {
    start: Date;
    provider: string;
    minutes: number;
}
export interface Answer {
    status: number;
    version?: number;
    seen?: string; // of each that moved with it
    words: string;
    ask?: string;
    undo?: boolean;
    zone?: string; // of the business, which it has got meanwhile
}
export interface Refused {
    by: string;
    at: string;
    to: string;
    why: string;
    ask: string;
}
type Send = (each: Booked, fields: URLSearchParams) => Promise<Answer>;

function show(element: HTMLElement | null, text: string): void {
    if (!element) return;
    element.textContent = text;
    element.hidden = text === '';
}

// One part of the form that asks for something more; disabled parts are not sent.
function ask(form: HTMLFormElement, what: string): void {
    for (const part of form.querySelectorAll<HTMLElement>('[data-ask]')) {
        const isIt = part.dataset.ask === what;
        part.hidden = !isIt;
        for (const field of part.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select'))
            field.disabled = !isIt;
    }
}

export class MoveDialog {
    private readonly dialog = get<HTMLDialogElement>('tb-cal-dialog');
    private readonly form = get<HTMLFormElement>('tb-cal-move');
    private each: Booked | undefined;
    private zone = '';
    private done: ((moved: Answer | undefined) => void) | undefined;
    private busy = false;

    constructor(
        private readonly home: string,
        private readonly send: Send,
    ) {
        this.dialog?.addEventListener('close', () => this.finish(undefined));
        this.form?.querySelector('[data-keep]')?.addEventListener('click', () => this.dialog?.close());
        this.form?.addEventListener('input', (event) => {
            // Another time is another question.
            if ((event.target as HTMLElement).closest('[data-ask], .tb-cal-tell')) return;
            this.problem('', '');
        });
        this.form?.addEventListener('submit', (event) => {
            event.preventDefault();
            void this.submit();
        });
    }

    get isOpen(): boolean {
        return this.dialog?.open ?? false;
    }

    // Resolves when it is closed: with the answer where the appointment was moved. `dropped`: where it was let go.
    open(data: Data, each: Booked, dropped?: Target): Promise<Answer | undefined> {
        const dialog = this.dialog;
        if (!dialog) return Promise.resolve(undefined);
        this.each = each;
        this.zone = data.zone;
        const set = (selector: string, text: string) => show(dialog.querySelector<HTMLElement>(selector), text);
        set('#tb-cal-name', titleOf(each));
        const facts = [data.services[each.of]?.name, span(each), data.columns[each.by]?.name, words()[each.as]];
        if (each.as !== 'cancelled' && each.as !== 'declined') facts.push(each.paid ? words().paid : words().unpaid);
        set('.tb-cal-what', facts.filter(Boolean).join(' · '));
        set('.tb-cal-important', each.note ? `${words().important} ${each.note}` : '');
        this.fillPeople(each);
        get<HTMLAnchorElement>('tb-cal-open')?.setAttribute('href', `${this.home}/bookings/${each.id}`);
        const group = get<HTMLAnchorElement>('tb-cal-group');
        if (group) {
            group.hidden = !each.group;
            if (each.group) group.href = each.group;
        }
        const answer = dialog.querySelector<HTMLFormElement>('.tb-cal-answer');
        if (answer) {
            answer.hidden = each.as !== 'pending' || dropped !== undefined || (each.people?.length ?? 1) > 1;
            answer.action = `${this.home}/bookings/${each.id}/status`;
        }
        this.fillForm(data, each, dropped);
        dialog.showModal();
        if (dropped) this.form?.querySelector<HTMLElement>('button[type=submit]')?.focus();
        return new Promise((resolve) => {
            this.done = resolve;
        });
    }

    // Whether the customer would hear of it.
    hears(hears: boolean): void {
        const tell = this.form?.querySelector<HTMLElement>('.tb-cal-tell');
        const silent = this.form?.querySelector<HTMLElement>('.tb-cal-silent');
        if (tell) tell.hidden = !hears;
        if (silent) silent.hidden = hears;
    }

    problem(text: string, asks: string): void {
        if (!this.form) return;
        show(this.form.querySelector<HTMLElement>('.tb-cal-problem'), text);
        ask(this.form, asks);
    }

    get target(): Target | undefined {
        if (!this.form) return undefined;
        const fields = new FormData(this.form);
        const text = (name: string) => String(fields.get(name) ?? '');
        return {
            start: new Date(`${text('day')}T${text('time')}:00`),
            provider: text('provider'),
            minutes: Number(text('length')),
        };
    }

    private fillPeople(each: Booked): void {
        const list = this.dialog?.querySelector<HTMLElement>('.tb-cal-people');
        if (!list) return;
        list.replaceChildren();
        list.hidden = !each.people;
        for (const person of each.people ?? []) {
            const link = document.createElement('a');
            link.href = `${this.home}/bookings/${person.id}`;
            link.textContent = `${person.who}, ${words()[person.as] ?? ''}`;
            const row = document.createElement('li');
            row.append(link);
            list.append(row);
        }
    }

    private fillForm(data: Data, each: Booked, dropped?: Target): void {
        const form = this.form;
        if (!form) return;
        form.hidden = !isMovable(each);
        const isShared = (each.people?.length ?? 1) > 1;
        for (const label of form.querySelectorAll<HTMLElement>('[data-several]'))
            label.hidden = (label.dataset.several === 'yes') !== isShared;
        const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
        const start = dropped?.start ?? new Date(`${each.at}:00`);
        field('day').value = dayText(start);
        field('time').value = timeText(start);
        field('provider').value = dropped?.provider || (data.columns[each.by]?.id ?? '');
        field('length').value = String(dropped?.minutes ?? each.for);
        this.problem('', '');
    }

    private async submit(): Promise<void> {
        const { form, each } = this;
        if (!form || !each || this.busy) return;
        this.busy = true;
        const fields = new URLSearchParams();
        for (const [name, value] of new FormData(form)) fields.set(name, String(value));
        fields.set('shown_in', this.zone);
        fields.set('at', `${fields.get('day')}T${fields.get('time')}`);
        if (form.querySelector<HTMLElement>('.tb-cal-tell')?.hidden) fields.delete('tell');
        const answer = await this.send(each, fields);
        this.busy = false;
        if (answer.status === 200) {
            this.finish(answer);
            this.dialog?.close();
            return;
        }
        this.zone = answer.zone ?? this.zone;
        this.problem(answer.words, answer.ask ?? '');
        form.querySelector<HTMLElement>('[data-ask]:not([hidden]) :is(input, select)')?.focus();
    }

    private finish(answer: Answer | undefined): void {
        const done = this.done;
        this.done = undefined;
        done?.(answer);
    }
}

// What to do with a time that nobody has. False: nothing may be done there.
export function openNew(data: Data, start: Date, end: Date | undefined, provider: string, language: string): boolean {
    const dialog = get<HTMLDialogElement>('tb-cal-new');
    const form = dialog?.querySelector('form[method=get]') as HTMLFormElement | null;
    if (!dialog || !form) return false;
    const day = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' });
    const column = data.columns.find((each) => each.id === provider);
    const from = timeText(start);
    const begin = clockText(start);
    const time = end ? said(words().until, { '%a': begin, '%b': clockText(end) }) : begin;
    const name = [time, day.format(start), column?.name].filter(Boolean).join(' · ');
    show(get('tb-cal-new-name'), name);
    const field = (called: string) => form.elements.namedItem(called) as HTMLInputElement;
    field('provider').value = column?.id ?? '';
    field('day').value = dayText(start);
    field('time').value = from;
    field('shown_in').value = data.zone;
    const services = form.elements.namedItem('service') as HTMLSelectElement;
    const given = [...services.options].filter(
        (option) => !column || (option.dataset.givers ?? '').split(' ').includes(column.id),
    );
    for (const option of services.options) {
        option.hidden = !given.includes(option);
        option.disabled = option.hidden;
    }
    if (given[0]) services.value = given[0].value;
    const block = get<HTMLAnchorElement>('tb-cal-block');
    if (block) {
        const to = end ?? new Date(start.getTime() + 60 * 60_000);
        const query = new URLSearchParams({ first: dayText(start), hours: `${from}-${timeText(to)}` });
        if (column) query.set('who', column.id);
        block.href = `${block.href.split('?')[0]}?${query}`;
    }
    dialog.showModal();
    return true;
}
