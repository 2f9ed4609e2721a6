// The visitor's own time, where their clock differs from the business's.
//
//   <span data-visitor-time data-instant="2026-12-11T13:45:00Z" data-zone="Europe/Oslo"
//         data-text="{time} for you in {city}"></span>
//
// is filled when the two zones' offsets differ at that instant, and stays empty otherwise. Placeholders: {time}, {date}
// (both in the visitor's zone and the page's language) and {city}. <input type="hidden" name="visitor_zone"> gets the
// visitor's zone, so that the server can say it in mails and pages too.

const language = () => document.documentElement.lang || 'en';

function visitorZone(): string {
    return Intl.DateTimeFormat().resolvedOptions().timeZone || '';
}

// As shown on a clock and calendar there; equal texts mean equal offsets.
function wallClock(instant: Date, zone: string): string {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(instant);
}

// 24 hours in English too, as the server writes times.
const locale = () => (language() === 'en' ? 'en-GB' : language());

function ownText(pattern: string, instant: Date, zone: string): string {
    const format = (options: Intl.DateTimeFormatOptions) =>
        new Intl.DateTimeFormat(locale(), { timeZone: zone, ...options }).format(instant);
    const values: Record<string, string> = {
        time: format({ hour: '2-digit', minute: '2-digit' }),
        date: format({ weekday: 'long', day: 'numeric', month: 'long' }),
        city: (zone.split('/').pop() ?? zone).replaceAll('_', ' '),
    };
    return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

function fill(element: HTMLElement, own: string): void {
    const { instant, zone, text } = element.dataset;
    const at = new Date(instant ?? '');
    if (!zone || !text || Number.isNaN(at.getTime())) return;
    element.textContent = wallClock(at, own) === wallClock(at, zone) ? '' : ownText(text, at, own);
}

export function showOwnTimes(root: ParentNode): void {
    const own = visitorZone();
    if (!own) return;
    for (const input of root.querySelectorAll<HTMLInputElement>('input[type=hidden][name=visitor_zone]'))
        input.value = own;
    for (const element of root.querySelectorAll<HTMLElement>('[data-visitor-time]')) {
        try {
            fill(element, own);
        } catch (error) {
            // A zone that this browser does not know: the business's own time stands there anyway.
            if (!(error instanceof RangeError)) throw error;
        }
    }
}
