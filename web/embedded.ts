// A page inside another site's page (FEATURES 1.13): without its own header and footer, as high as its content, and with
// its cookies kept apart from those of other sites (the server learns of it by a header).

interface ConfigEvent extends Event {
    detail: { headers: Record<string, string> };
}

export function fitIntoParent(): void {
    if (window.parent === window) return;
    document.documentElement.classList.add('tb-embedded');
    document.addEventListener('htmx:configRequest', (event) => {
        (event as ConfigEvent).detail.headers['X-Timebok-Embedded'] = '1';
    });
    // Only a height and the wish to be seen from the top, so any parent may hear it.
    const tell = (message: object) => window.parent.postMessage({ timebok: message }, '*');
    const height = () => tell({ height: Math.ceil(document.body.getBoundingClientRect().height) });
    new ResizeObserver(height).observe(document.body);
    height();
    tell({ top: true });
    document.addEventListener('htmx:afterSwap', () => {
        height();
        tell({ top: true });
    });
}
