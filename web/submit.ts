// While a form is being sent its button says so and cannot be pressed again. The server would not book twice (every form
// has a key of its own); this spares the visitor the doubt.

const sending = new Map<HTMLButtonElement, string>();

function buttonOf(form: HTMLFormElement): HTMLButtonElement | null {
    return form.querySelector<HTMLButtonElement>('button[type=submit]');
}

function begin(form: HTMLFormElement): void {
    const button = buttonOf(form);
    if (!button || sending.has(button)) return;
    sending.set(button, button.textContent ?? '');
    button.setAttribute('aria-disabled', 'true');
    const words = button.dataset.sending;
    if (words) button.textContent = words;
}

// A page that comes back from the browser's memory, or an answer that never came, leaves a form that can be sent again.
function end(): void {
    for (const [button, words] of sending) {
        button.removeAttribute('aria-disabled');
        button.textContent = words;
    }
    sending.clear();
}

export function sendOnce(): void {
    // Captured before htmx sees it. The button is not `disabled`, which would throw the keyboard's focus away.
    document.addEventListener(
        'submit',
        (event) => {
            // What is shown in a frame leaves the page and its form as they are.
            if ((event as SubmitEvent).submitter?.hasAttribute('formtarget')) return;
            const form = event.target as HTMLFormElement;
            // What a script of the page sends by itself, it also keeps from being sent twice.
            if (form.hasAttribute('data-scripted')) return;
            const button = buttonOf(form);
            if (button && sending.has(button)) {
                event.preventDefault();
                event.stopImmediatePropagation();
            } else {
                begin(form);
            }
        },
        true,
    );
    document.addEventListener('htmx:afterRequest', end);
    window.addEventListener('pageshow', end);
}
