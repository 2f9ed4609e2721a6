// What is said of the chosen time follows the choice among the nearest free ones: <span data-chosen-time>.

export function tellChosenTime(): void {
    document.addEventListener('change', (event) => {
        const input = event.target as HTMLInputElement;
        if (input.type !== 'radio' || input.name !== 'start') return;
        const words = input.closest('label')?.querySelector('[data-time]')?.textContent ?? '';
        for (const element of document.querySelectorAll('[data-chosen-time]')) element.textContent = words;
    });
}
