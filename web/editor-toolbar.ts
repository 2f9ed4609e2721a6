// The editor's toolbar for the keyboard and for screen readers, as the ARIA practices have it: one stop for the Tab key,
// arrows within, and menus that open and close under the keyboard.

const button = 'button:not([disabled])';

function step(buttons: HTMLButtonElement[], key: string): void {
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key] ?? 0;
    const to = key === 'Home' ? 0 : key === 'End' ? buttons.length - 1 : (at + by + buttons.length) % buttons.length;
    buttons[to]?.focus();
}

const moves = /^(?:Arrow(?:Left|Right|Up|Down)|Home|End)$/;

// `core` is the editor's own, which has no types.
export function rolesOfToolbar(core: any, name: string): void {
    const toolbar: HTMLElement = core.context.element.toolbar.querySelector('.se-btn-tray');
    const menus: HTMLElement = core.context.element._menuTray;
    const all = [...toolbar.querySelectorAll<HTMLButtonElement>('button.se-btn[data-command]')];
    toolbar.setAttribute('role', 'toolbar');
    toolbar.setAttribute('aria-label', name);
    for (const list of toolbar.querySelectorAll('ul, li')) list.setAttribute('role', 'presentation');
    for (const [index, each] of all.entries()) {
        each.tabIndex = index === 0 ? 0 : -1;
        each.title = each.getAttribute('aria-label') ?? '';
        const command = each.dataset.command ?? '';
        const opens = each.dataset.display === 'submenu';
        if (opens) each.setAttribute('aria-haspopup', 'true');
        if (!opens && !/^(?:bold|italic|STRONG|EM)$/i.test(command)) continue;
        const state = opens ? 'aria-expanded' : 'aria-pressed';
        const tell = () => each.setAttribute(state, String(each.classList.contains(opens ? 'on' : 'active')));
        new MutationObserver(tell).observe(each, { attributeFilter: ['class'] });
        tell();
    }
    toolbar.addEventListener('focusin', ({ target }) => {
        if (menus.contains(target as Node)) return;
        for (const each of all) each.tabIndex = each === target ? 0 : -1;
    });
    toolbar.addEventListener('keydown', (event) => {
        if (!moves.test(event.key) || menus.contains(event.target as Node)) return;
        event.preventDefault();
        step(
            all.filter((each) => !each.disabled),
            event.key,
        );
    });
    // Pressed with a key, not with a mouse.
    core.context.element.toolbar.addEventListener('click', ({ detail, target }: MouseEvent) => {
        if (menus.contains(target as Node)) return;
        const menu: HTMLElement | null = core.submenu;
        if (detail === 0) menu?.querySelector<HTMLButtonElement>(button)?.focus();
    });
    menus.addEventListener('keydown', (event) => {
        const menu: HTMLElement | null = core.submenu;
        if (!menu) return;
        if (moves.test(event.key)) {
            event.preventDefault();
            step([...menu.querySelectorAll<HTMLButtonElement>(button)], event.key);
        } else if (event.key === 'Escape' || event.key === 'Tab') {
            if (event.key === 'Escape') event.preventDefault();
            const opener: HTMLElement = core.submenuActiveButton;
            core.submenuOff();
            opener.focus();
        }
    });
}
