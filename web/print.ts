// A button that prints the page; without scripts the browser's own menu does.
export function offerPrinting(): void {
    document.querySelectorAll<HTMLButtonElement>('button.tb-print').forEach((button) => {
        button.hidden = false;
    });
    document.addEventListener('click', (event) => {
        if (event.target instanceof Element && event.target.closest('button.tb-print')) window.print();
    });
}
