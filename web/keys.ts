// Single keys of the back office: N makes a new appointment, "/" searches (find.ts). They can be switched off (WCAG 2.2, 2.1.4), for speech input
// that would press them by accident: the box #tb-keys of the calendar, kept in this browser.

const name = 'tb-keys';

function areOn(): boolean {
    try {
        return localStorage.getItem(name) !== 'off';
    } catch {
        return true;
    }
}

function types(target: EventTarget | null): boolean {
    return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, select, textarea'));
}

// Whether that key alone was pressed, not while somebody types, and single keys are on.
export function isPressed(event: KeyboardEvent, key: string): boolean {
    if (event.key.toLowerCase() !== key || event.ctrlKey || event.metaKey || event.altKey) return false;
    return !types(event.target) && !document.querySelector('dialog[open]') && areOn();
}

export function pressKeys(): void {
    const box = document.querySelector<HTMLInputElement>('#tb-keys');
    if (box) {
        box.checked = areOn();
        const label = box.closest('label');
        if (label) label.hidden = false;
        box.addEventListener('change', () => {
            try {
                localStorage.setItem(name, box.checked ? 'on' : 'off');
            } catch {
                // Without storage they stay as they are.
            }
        });
    }
    document.addEventListener('keydown', (event) => {
        const url = document.body.dataset.new;
        if (!url || !isPressed(event, 'n')) return;
        event.preventDefault();
        const link = document.querySelector<HTMLAnchorElement>('#tb-new');
        location.assign(link?.href ?? url);
    });
}
