// Only the inside of the page is swapped. Where the frame differs (another language or business, or a newer release with
// other files) the page is loaded whole; and so it is where the request fails, so that the browser can say why.

interface RequestEvent extends Event {
    detail: { elt?: Element; target: Element; xhr: XMLHttpRequest; shouldSwap: boolean; requestConfig: { verb: string } };
}

function frameOf(page: Document): string {
    const files = page.querySelectorAll('head link[rel=stylesheet], head script[src]');
    const names = [...files].map((file) => file.getAttribute('href') ?? file.getAttribute('src'));
    return [page.documentElement.lang, page.body.hasAttribute('hx-boost'), ...names].join(' ');
}

// A part of a page, such as a preview, has no frame of its own.
const isWhole = (html: string) => /^\s*<!doctype/i.test(html);

function sameFrame(html: string): boolean {
    return frameOf(new DOMParser().parseFromString(html, 'text/html')) === frameOf(document);
}

// What was posted and refused has no address to be loaded from; it is shown in the frame that there is.
function keepFrame(event: Event): void {
    const { detail } = event as RequestEvent;
    // A part of a page has no frame.
    if (detail.target !== document.body) return;
    const html = detail.xhr.responseText;
    if (!detail.shouldSwap || !isWhole(html) || sameFrame(html)) return;
    if (detail.xhr.status >= 400 && detail.requestConfig.verb !== 'get') return;
    detail.shouldSwap = false;
    location.assign(detail.xhr.responseURL);
}

function askWithoutScript(event: Event): void {
    const { elt, target } = (event as RequestEvent).detail;
    if (target !== document.body) return;
    if (elt instanceof HTMLAnchorElement) location.assign(elt.href);
    else if (elt instanceof HTMLFormElement) elt.submit();
}

export function watchFrame(): void {
    document.addEventListener('htmx:beforeSwap', keepFrame);
    document.addEventListener('htmx:sendError', askWithoutScript);
}
