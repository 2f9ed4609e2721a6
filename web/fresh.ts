// Parts of a page that are drawn anew when something changes in the calendar (live.ts), and each minute, since what is
// next also changes with the time. Never under somebody's hands: a part that has the focus, or in which something is
// open, waits.
const soon = 500;
const whenBusy = 5_000;
const minute = 60_000;

const parts = () => [...document.querySelectorAll<HTMLElement>('[data-fresh]')];
const isBusy = (part: HTMLElement) => part.contains(document.activeElement) || part.querySelector('details[open]') !== null;

let waiting: number | undefined;

function later(pause: number): void {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => void draw(), pause);
}

async function draw(): Promise<void> {
    if (document.visibilityState === 'hidden') return;
    if (parts().some(isBusy)) {
        later(whenBusy);
        return;
    }
    const answer = await fetch(location.href).catch(() => null);
    // Somewhere else: the session is over, which the next click says better.
    if (!answer?.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const part of parts()) {
        const next = fresh.getElementById(part.id);
        if (next && !isBusy(part) && next.innerHTML !== part.innerHTML) part.replaceWith(document.adoptNode(next));
    }
}

export function keepFresh(): void {
    if (parts().length === 0) return;
    document.addEventListener('timebok:changed', () => later(soon));
    document.addEventListener('visibilitychange', () => void draw());
    setInterval(() => void draw(), minute);
}
