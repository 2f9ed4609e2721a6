// The button beside a password shows what is typed. Without this script there is none.

function show(button: HTMLButtonElement, shown: boolean): void {
    const field = document.getElementById(button.getAttribute('aria-controls') ?? '');
    const { hide = '', hideLabel = '' } = button.dataset;
    if (!(field instanceof HTMLInputElement) || (field.type === 'text') === shown) return;
    field.type = shown ? 'text' : 'password';
    [button.dataset.hide, button.textContent] = [button.textContent ?? '', hide];
    [button.dataset.hideLabel] = [button.ariaLabel ?? ''];
    button.ariaLabel = hideLabel;
}

export function showSecrets(): void {
    document.documentElement.classList.add('tb-script');
    document.addEventListener('click', (event) => {
        const button = (event.target as Element).closest<HTMLButtonElement>('button.tb-show');
        if (button) show(button, button.previousElementSibling?.getAttribute('type') === 'password');
    });
    // Sent as a password, so that no browser keeps it among what was typed into other fields.
    document.addEventListener(
        'submit',
        (event) => {
            for (const button of (event.target as HTMLFormElement).querySelectorAll<HTMLButtonElement>('button.tb-show'))
                show(button, false);
        },
        true,
    );
}
