// Put on a business's own website, it shows the booking page or the customer panel there (FEATURES 1.13):
//
//   <script async src="https://book.example.org/embed.js" data-business="studio-lind" data-show="booking"></script>
//
// data-show: booking, events or panel. data-service, data-provider: chosen already. data-language: "nb". data-title: of the
// frame.
// A link in a mail leads to this page with #timebok=/studio-lind/..., which is then shown instead.

// Whether the address is one of the business's, however often somebody on the way to its page decodes it.
function isInside(url: URL, business: string): boolean {
    let path = url.pathname;
    for (let decodings = 0; decodings < 4; decodings++) {
        if (/^[/\\]{2}/.test(path)) return false;
        const resolved = new URL(path.replace(/[?#]/g, '_'), url.origin);
        if (resolved.origin !== url.origin || !resolved.pathname.startsWith(`/${business}/`)) return false;
        try {
            const decoded = decodeURIComponent(path);
            if (decoded === path) return true;
            path = decoded;
        } catch {
            return false;
        }
    }
    return false;
}

function start(script: HTMLScriptElement): void {
    const { business = '', show = 'booking', service, provider, language, title } = script.dataset;
    if (!/^[a-z0-9-]+$/.test(business)) return;
    const origin = new URL(script.src).origin;
    const address = (): string => {
        const asked = new URLSearchParams(location.hash.slice(1)).get('timebok') ?? '';
        const url = new URL(`/${business}`, origin);
        const wanted = /^\/[^/\\]/.test(asked) ? new URL(asked, origin) : url;
        if (wanted.origin === origin && isInside(wanted, business)) {
            url.href = wanted.href;
        } else if (show === 'panel') {
            url.pathname += '/my';
        } else if (show === 'events') {
            url.pathname += '/events';
        } else if (service) {
            url.pathname += '/book';
            url.searchParams.set('service', service);
            if (provider) url.searchParams.set('provider', provider);
        }
        if (language) url.searchParams.set('lang', language);
        return url.href;
    };

    const frame = document.createElement('iframe');
    frame.src = address();
    frame.title = title ?? 'Booking';
    frame.style.cssText = 'display:block;width:100%;min-height:480px;border:0;color-scheme:light dark';
    frame.allow = 'clipboard-write';
    script.after(frame);
    // Another mailed link, opened where the page is open already, only changes what is behind the #.
    window.addEventListener('hashchange', () => {
        if (location.hash.startsWith('#timebok=')) frame.src = address();
    });
    window.addEventListener('message', (event) => {
        if (event.source !== frame.contentWindow || event.origin !== origin) return;
        const message = event.data?.timebok;
        if (typeof message?.height === 'number') frame.style.height = `${Math.min(Math.max(message.height, 100), 20000)}px`;
        if (message?.top === true && frame.getBoundingClientRect().top < 0) frame.scrollIntoView({ block: 'start' });
    });
}

if (document.currentScript instanceof HTMLScriptElement) start(document.currentScript);
