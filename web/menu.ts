// A menu made of <details> closes when something else is wanted: Escape, a click or focus elsewhere.

const open = () => document.querySelectorAll<HTMLDetailsElement>('details.tb-menu[open]');

function closeUnlessAround(target: EventTarget | null): void {
    for (const menu of open()) if (!(target instanceof Node && menu.contains(target))) menu.open = false;
}

export function closeMenus(): void {
    document.addEventListener('click', (event) => closeUnlessAround(event.target));
    document.addEventListener('focusin', (event) => closeUnlessAround(event.target));
    document.addEventListener('keydown', (event) => {
        if (event.key !== 'Escape') return;
        for (const menu of open()) {
            menu.open = false;
            menu.querySelector('summary')?.focus();
        }
    });
}
