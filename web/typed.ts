// What a visitor typed into the form of a booking stays in this tab while they look for another time, change the language
// or walk back: <form data-keep="NAME">. A page with [data-forget="NAME"], which follows the booking, ends that.

const key = (name: string) => `tb-typed-${name}`;

function fields(form: HTMLFormElement): (HTMLInputElement | HTMLTextAreaElement)[] {
    return [...form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input[id], textarea[id]')].filter(
        (field) => !['hidden', 'radio', 'checkbox', 'password', 'file'].includes(field.type),
    );
}

// The answers that are ticked: those of the extra fields, whose choices have no state of their own in the address.
function ticks(form: HTMLFormElement): HTMLInputElement[] {
    return [...form.querySelectorAll<HTMLInputElement>('input[name^="field_"]')].filter((field) =>
        ['radio', 'checkbox'].includes(field.type),
    );
}
const tick = (field: HTMLInputElement) => `${field.name}=${field.value}`;

function read(name: string): Record<string, string> {
    try {
        return JSON.parse(sessionStorage.getItem(key(name)) ?? '{}') as Record<string, string>;
    } catch {
        return {};
    }
}

function keep(form: HTMLFormElement): void {
    const typed = Object.fromEntries([
        ...fields(form).map((field) => [field.name, field.value]),
        ...ticks(form).map((field) => [tick(field), field.checked ? 'yes' : '']),
    ]) as Record<string, string>;
    try {
        sessionStorage.setItem(key(form.dataset.keep ?? ''), JSON.stringify(typed));
    } catch {
        // Storage is full or forbidden: the form works as without this.
    }
}

function forget(name: string): void {
    try {
        sessionStorage.removeItem(key(name));
    } catch {
        // There is no storage, so nothing is kept.
    }
}

export function restoreTyped(): void {
    for (const done of document.querySelectorAll<HTMLElement>('[data-forget]')) forget(done.dataset.forget ?? '');
    for (const form of document.querySelectorAll<HTMLFormElement>('form[data-keep]')) {
        const typed = read(form.dataset.keep ?? '');
        for (const field of fields(form)) if (!field.value && typed[field.name]) field.value = typed[field.name];
        if (ticks(form).some((field) => field.checked)) continue;
        for (const field of ticks(form)) field.checked = Boolean(typed[tick(field)]);
    }
}

export function keepTyped(): void {
    document.addEventListener('input', (event) => {
        const form = (event.target as HTMLElement).closest<HTMLFormElement>('form[data-keep]');
        if (form) keep(form);
    });
    addEventListener('pageshow', restoreTyped);
    document.addEventListener('htmx:afterSwap', restoreTyped);
}
