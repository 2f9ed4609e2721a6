// A field that is asked only where another one has a value is shown only then: <div data-shown-by="NAME"
// data-shown-value="VALUE">. Without this script it stands there with a note of when it is asked.

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-shown-by]')];

function has(form: HTMLFormElement, name: string, value: string): boolean {
    return [...form.querySelectorAll<HTMLInputElement>('input')].some(
        (input) =>
            input.name === name && input.value === value && input.checked && !input.closest('[data-shown-by][hidden]'),
    );
}

// A row may be shown by a field of another row, so it goes on until nothing changes.
function show(): void {
    for (let left = rows().length, changed = true; changed && left >= 0; left -= 1) {
        changed = false;
        for (const row of rows()) {
            const form = row.closest('form');
            if (!form) continue;
            const hidden = !has(form, row.dataset.shownBy ?? '', row.dataset.shownValue ?? '');
            row.querySelector('[data-shown-note]')?.setAttribute('hidden', '');
            if (row.hidden !== hidden) changed = true;
            row.hidden = hidden;
        }
    }
}

export function showByAnswers(): void {
    show();
    document.addEventListener('change', show);
    addEventListener('pageshow', show);
    document.addEventListener('htmx:afterSwap', show);
}
