// Search from every page of the back office: "/" opens the dialog, arrows walk through what was found, Enter goes to the
// first of it. Without this script the link leads to a page that does the same.

import { isPressed } from './keys';

const dialog = () => document.querySelector<HTMLDialogElement>('#tb-find');
const field = () => document.querySelector<HTMLInputElement>('#tb-find-q');
const found = () => [...document.querySelectorAll<HTMLAnchorElement>('#tb-find-found a')];

function open(): void {
    const box = dialog();
    if (!box || box.open) return;
    box.showModal();
    field()?.select();
}

function walk(event: KeyboardEvent): void {
    const all = found();
    const here = all.indexOf(document.activeElement as HTMLAnchorElement);
    const to = event.key === 'ArrowDown' ? here + 1 : here - 1;
    if (all.length === 0 || to >= all.length || (here < 0 && event.key === 'ArrowUp')) return;
    event.preventDefault();
    if (to < 0) field()?.focus();
    else all[to].focus();
}

export function findEverywhere(): void {
    document.addEventListener('keydown', (event) => {
        if (dialog() && isPressed(event, '/')) {
            event.preventDefault();
            open();
        } else if (dialog()?.open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
            walk(event);
        } else if (dialog()?.open && event.key === 'Escape') {
            // A search field would only be emptied by it.
            event.preventDefault();
            dialog()?.close();
        } else if (dialog()?.open && event.key === 'Enter' && event.target === field() && found().length > 0) {
            event.preventDefault();
            found()[0].click();
        }
    });
    document.addEventListener('click', (event) => {
        const target = event.target instanceof Element ? event.target : null;
        if (target?.closest('[data-search]') && dialog()) {
            event.preventDefault();
            open();
        } else if (target && (target === dialog() || target.closest('#tb-find [data-close]'))) {
            dialog()?.close();
        }
    });
}
