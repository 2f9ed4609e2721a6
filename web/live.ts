// Hears of changes in the calendar while a page of the back office is open, and says so to the page: an event
// timebok:changed on document, whose detail is {provider, day}, each null where it may be any. When the stream breaks,
// an event timebok:deaf: until the next change nobody knows what happens. One tab of a browser holds the stream and
// tells the others, since a browser opens six connections to one place at most.

interface Changed {
    provider: string | null;
    day: string | null;
}

const anything: Changed = { provider: null, day: null };
const firstPause = 1_000;
const longestPause = 60_000;

const stream = document.currentScript?.dataset['stream'];

// Null: the stream is broken.
function tell(changed: Changed | null): void {
    const event = changed ? new CustomEvent<Changed>('timebok:changed', { detail: changed }) : new Event('timebok:deaf');
    document.dispatchEvent(event);
}

// Reads the stream for as long as the tab lives, and begins anew where it ends. What was missed meanwhile is not known,
// so each beginning is a change of anything.
function read(from: string, hear: (changed: Changed | null) => void): void {
    let pause = firstPause;
    const begin = () => {
        const source = new EventSource(from);
        source.addEventListener('open', () => {
            pause = firstPause;
            hear(anything);
        });
        source.addEventListener('calendar', (event: MessageEvent<string>) => {
            const { provider, day } = JSON.parse(event.data) as Changed;
            hear({ provider, day });
        });
        source.addEventListener('error', () => {
            source.close();
            hear(null);
            // Not all at once where a server that has many listeners begins anew.
            setTimeout(begin, pause * (0.5 + Math.random()));
            pause = Math.min(pause * 2, longestPause);
        });
    };
    begin();
}

function listen(from: string): void {
    if (!('EventSource' in window)) return;
    if (!('locks' in navigator) || !('BroadcastChannel' in window)) {
        read(from, tell);
        return;
    }
    const name = `timebok-live ${from}`;
    const others = new BroadcastChannel(name);
    others.addEventListener('message', (event: MessageEvent<Changed | null>) => tell(event.data));
    // Held until the tab goes; then the next one that waits reads.
    void navigator.locks.request(name, () => {
        read(from, (changed) => {
            tell(changed);
            others.postMessage(changed);
        });
        return new Promise<never>(() => undefined);
    });
}

if (stream) listen(stream);
