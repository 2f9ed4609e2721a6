// Between the source of a message and what the rich editor holds, and whether the one comes back out of the other.

export interface Loaded {
    content: DocumentFragment;
    // What the browser makes of a style attribute, and how it was written; both as they stand in HTML.
    styles: Map<string, string>;
    bodies: boolean; // the source names <tbody> itself; the browser adds it
}

const whole = /<!doctype|<\/?(?:html|head|body|meta|title|link|base|style|script|iframe|object|embed|form|template)\b/i;
const parts = /<!--[\s\S]*?-->|<(\/?)([a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^'">])*)>|[^<]+|</gi;
const empties = /^(?:area|br|col|hr|img|input|source|track|wbr)$/;
const inTable = /^(?:table|tbody|thead|tfoot|tr)$/;
const hidden = /<!--tb(\{\{[\s\S]*?\}\})-->/g;

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('\u00a0', '&nbsp;');

function decoded(text: string): string {
    const box = document.createElement('textarea');
    box.innerHTML = text.replaceAll('<', '&lt;');
    return box.value;
}

// Between rows nothing may stand but rows: {{#if}} there becomes a comment, which may.
function guarded(source: string): string {
    const open: string[] = [];
    return source.replace(parts, (part: string, end: string | undefined, name: string | undefined) => {
        if (name === undefined) {
            const loose = inTable.test(open.at(-1) ?? '') && !part.startsWith('<!--');
            return loose ? part.replace(/\{\{[\s\S]*?\}\}/g, '<!--tb$&-->') : part;
        }
        const tag = name.toLowerCase();
        if (end) open.splice(Math.max(open.lastIndexOf(tag), 0));
        else if (!empties.test(tag)) open.push(tag);
        return part;
    });
}

// Tags and texts in one spelling, so that what differs only in quotes, entities or line breaks is the same.
function tokens(html: string, bodies: boolean): string {
    const out: string[] = [];
    for (const [part, end, name, rest] of html.matchAll(parts)) {
        if (name === undefined) {
            out.push(part.startsWith('<!--') ? part : decoded(part).replace(/[ \t\r\n]+/g, ' '));
            continue;
        }
        const tag = name.toLowerCase();
        if (tag === 'tbody' && !bodies) continue;
        const pairs = [...(rest ?? '').matchAll(/([^\s=/"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"']+))?/g)];
        const attributes = pairs.map(([, key = '', value = '']) => {
            return `${key.toLowerCase()}=${decoded(value.replace(/^(["'])([\s\S]*)\1$/, '$2'))}`;
        });
        out.push(`<${end ?? ''}${[tag, ...attributes.sort()].join(' ')}>`);
    }
    return out.join('');
}

// undefined: the editor would change it.
export function load(source: string): Loaded | undefined {
    if (whole.test(source)) return undefined;
    const bodies = /<tbody\b/i.test(source);
    const safe = guarded(source);
    const box = document.createElement('template');
    box.innerHTML = safe;
    if (tokens(box.innerHTML, bodies) !== tokens(safe, bodies)) return undefined;
    const styles = new Map<string, string>();
    for (const each of box.content.querySelectorAll<HTMLElement>('[style]')) {
        const style = each.getAttribute('style') ?? '';
        each.style.cssText = style;
        const made = escaped(each.getAttribute('style') ?? '');
        if ((styles.get(made) ?? escaped(style)) !== escaped(style)) return undefined;
        styles.set(made, escaped(style));
    }
    return { content: box.content, styles, bodies };
}

// The source again, from the editor's HTML.
export function written(html: string, { styles, bodies }: Loaded): string {
    let out = html.replace(/[\u200b\ufeff]/g, '').replace(hidden, '$1');
    out = out.replace(/ style="([^"]*)"/g, (all, style: string) => {
        const first = styles.get(style);
        return first === undefined ? all : ` style="${first}"`;
    });
    if (!bodies) out = out.replace(/<\/?tbody>/g, '');
    return /^\s*(?:<p>(?:<br>)?<\/p>)?\s*$/.test(out) ? '' : out;
}

// What is pasted keeps its structure, its links and its pictures; fonts, colours and classes of elsewhere stay there.
export function paragraphsOnly(html: string): string {
    const box = document.createElement('template');
    box.innerHTML = html;
    for (const each of box.content.querySelectorAll('*')) {
        if (/^(?:STYLE|SCRIPT|META|LINK|TITLE|IFRAME|OBJECT|FORM)$/.test(each.tagName)) each.remove();
        for (const { name } of [...each.attributes])
            if (!/^(?:href|src|alt|colspan|rowspan)$/.test(name)) each.removeAttribute(name);
    }
    return box.innerHTML;
}
