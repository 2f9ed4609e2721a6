// After a page is swapped in, focus goes where a reader continues, as a browser would do after a load:
// the first wrong field, the day's times after choosing a day, the arrow after stepping a month, else the heading.

interface SwapEvent extends Event {
    detail: {
        xhr: XMLHttpRequest;
        target: Element;
        history?: { type: string; path: string };
        requestConfig: { elt?: Element; verb: string };
    };
}

type Place = 'heading' | 'day' | 'earlier' | 'later';
const selectors: Record<Place, string> = {
    heading: 'main h1',
    day: '#tb-day-name',
    earlier: '.tb-step-month[rel=prev]',
    later: '.tb-step-month[rel=next]',
};

function placeOf(link: Element | undefined): Place {
    if (link?.matches('.tb-month a')) return 'day';
    if (link?.matches('.tb-step-month[rel=prev]')) return 'earlier';
    if (link?.matches('.tb-step-month[rel=next]')) return 'later';
    return 'heading';
}

function focusOn(element: HTMLElement): void {
    // A heading is no stop of the Tab key, but can be given focus.
    if (element.tabIndex < 0 && !element.hasAttribute('tabindex')) element.setAttribute('tabindex', '-1');
    element.focus({ preventScroll: true });
}

// Scrolls no more than is needed to see it; to the top of the page for its first heading.
function reveal(element: HTMLElement, place: Place): void {
    if (element.matches('h1')) window.scrollTo(0, 0);
    else if (place === 'day') element.scrollIntoView({ block: window.innerWidth < 832 ? 'start' : 'nearest' });
    else element.scrollIntoView({ block: place === 'heading' ? 'center' : 'nearest' });
}

function settle(place: Place, top: number): void {
    const wrong = document.querySelector<HTMLElement>('main [aria-invalid=true], main [autofocus]');
    const target =
        wrong ??
        document.querySelector<HTMLElement>(selectors[place]) ??
        document.querySelector<HTMLElement>('main h1, main');
    if (!target) return;
    if (place !== 'heading') window.scrollTo(0, top);
    focusOn(target);
    reveal(target, wrong ? 'heading' : place);
}

// A form that came back with faults has no address of its own to go back to.
function keepAddressOfFaults(event: Event): void {
    const { xhr, history, requestConfig } = (event as SwapEvent).detail;
    if (!history || xhr.status < 400 || requestConfig.verb === 'get') return;
    history.type = 'replace';
    history.path = location.pathname + location.search;
}

export function keepPlace(): void {
    let top = 0;
    let settled: XMLHttpRequest | undefined;
    document.addEventListener('htmx:beforeSwap', () => {
        top = window.scrollY;
    });
    document.addEventListener('htmx:beforeHistoryUpdate', keepAddressOfFaults);
    // Told once for each element that came in.
    document.addEventListener('htmx:afterSettle', (event) => {
        const { xhr, target, requestConfig } = (event as SwapEvent).detail;
        // A part of a page comes in beside where the reader is.
        if (xhr === settled || target !== document.body) return;
        settled = xhr;
        settle(placeOf(requestConfig.elt), top);
    });
}
