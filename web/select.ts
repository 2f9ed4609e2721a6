// Ticking customers of the list: all of a page at once, and how many are ticked. Where all of the list is meant, every
// row is ticked and none can be left out.

const form = () => document.querySelector<HTMLFormElement>('#tb-selecting');
const rows = () => [...document.querySelectorAll<HTMLInputElement>('input[form="tb-selecting"][name^="customer_"]')];

function follow(changed?: HTMLInputElement): void {
    const selecting = form();
    if (!selecting) return;
    const page = selecting.querySelector<HTMLElement>('.tb-select-page');
    const pageBox = page?.querySelector('input');
    const all = selecting.querySelector<HTMLInputElement>('input[name="all"]');
    const count = selecting.querySelector<HTMLElement>('.tb-selected-count');
    if (!page || !pageBox || !all || !count) return;
    page.hidden = false;
    const boxes = rows();
    if (changed === pageBox) boxes.forEach((box) => { box.checked = pageBox.checked; });
    if (all.checked || changed === all) boxes.forEach((box) => { box.checked = all.checked; });
    boxes.forEach((box) => { box.disabled = all.checked; });
    pageBox.disabled = all.checked;
    const ticked = boxes.filter((box) => box.checked).length;
    pageBox.checked = ticked > 0 && ticked === boxes.length;
    pageBox.indeterminate = ticked > 0 && ticked < boxes.length;
    if (count.parentElement) count.parentElement.hidden = ticked === 0 || all.checked;
    count.textContent = String(ticked);
    selecting.classList.toggle('tb-selecting-some', ticked > 0);
}

export function selectRows(): void {
    document.addEventListener('change', (event) => {
        const input = event.target as HTMLInputElement;
        if (input.form?.id === 'tb-selecting') follow(input);
    });
    document.addEventListener('htmx:afterSettle', () => follow());
    follow();
}
