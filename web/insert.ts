// A placeholder is pressed and put where the cursor was last, in any field that takes them.

type Field = HTMLInputElement | HTMLTextAreaElement;

export function insertPlaceholders(): void {
    let last: Field | null = null;
    document.addEventListener('focusin', (event) => {
        const target = event.target as HTMLElement;
        if (target.matches('[data-takes-placeholders]')) last = target as Field;
    });
    document.addEventListener('click', (event) => {
        const button = (event.target as HTMLElement).closest<HTMLElement>('[data-insert]');
        if (!button) return;
        const field = last?.isConnected ? last : document.querySelector<Field>('textarea[data-takes-placeholders]');
        if (!field) return;
        const end = field.selectionEnd ?? field.value.length;
        field.setRangeText(button.dataset.insert ?? '', field.selectionStart ?? end, end, 'end');
        field.focus();
    });
}
