// Rows of a list that staff put in order are dragged by their grip, also into another list of the page; then the list's form
// is sent, as its buttons send it.

const row = (element: Element | null) => element?.closest<HTMLLIElement>('.tb-order-row') ?? null;
const listAt = (x: number, y: number) => document.elementFromPoint(x, y)?.closest<HTMLUListElement>('ul.tb-order') ?? null;

// Before the row under the pointer, or behind it where the pointer is in its lower half.
function put(dragged: HTMLLIElement, event: PointerEvent): void {
    const list = listAt(event.clientX, event.clientY);
    const over = row(document.elementFromPoint(event.clientX, event.clientY));
    if (!list || over === dragged) return;
    if (!over) return list.append(dragged);
    const box = over.getBoundingClientRect();
    over.parentElement?.insertBefore(dragged, event.clientY < box.top + box.height / 2 ? over : over.nextElementSibling);
}

function send(dragged: HTMLLIElement): void {
    const list = dragged.closest<HTMLUListElement>('ul.tb-order');
    const form = list?.closest('form');
    if (!list || !form) return;
    const next = dragged.nextElementSibling?.getAttribute('data-row') ?? '-';
    const move = document.createElement('input');
    move.type = 'hidden';
    move.name = 'move';
    move.value = `${dragged.dataset.row} ${list.dataset.group ?? '-'} ${next} -`;
    form.append(move);
    form.submit();
}

export function dragRows(): void {
    document.addEventListener('pointerdown', (event) => {
        const grip = event.target instanceof Element ? event.target.closest('.tb-grip') : null;
        const dragged = row(grip);
        const list = dragged?.parentElement;
        if (!dragged || !list || event.button !== 0) return;
        event.preventDefault();
        const behind = dragged.nextElementSibling;
        dragged.classList.add('tb-dragged');
        const move = (moved: PointerEvent) => put(dragged, moved);
        const end = (ended: Event) => {
            document.removeEventListener('pointermove', move);
            document.removeEventListener('pointerup', end);
            document.removeEventListener('pointercancel', end);
            dragged.classList.remove('tb-dragged');
            const isElsewhere = dragged.parentElement !== list || dragged.nextElementSibling !== behind;
            if (ended.type === 'pointercancel') list.insertBefore(dragged, behind);
            else if (isElsewhere) send(dragged);
        };
        document.addEventListener('pointermove', move);
        document.addEventListener('pointerup', end);
        document.addEventListener('pointercancel', end);
    });
}
