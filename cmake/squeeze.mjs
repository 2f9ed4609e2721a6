// Takes out of the templates (src/**/views/*.html) the whitespace that only their readers need:
//
//   node cmake/squeeze.mjs FROM TO FILE...     writes FROM/FILE as TO/FILE
//
// A break is whitespace with the end of a line in it. Everything but breaks stays as it is, byte for byte.
//
//   between words       one space, in a [[sentence]] too
//   beside a tag        nothing; beside a {{MARKER}}, and where the file begins and ends, nothing either
//   inside a tag        one space before an attribute, nothing before a {{MARKER}} and before the tag's end,
//                       so {{#BAD}} required{{/BAD}} keeps its space inside
//   inside a value      one space
//   <pre>, <textarea>   what they hold stays as it is
//
// A space that has to stay beside a tag or marker stands on one line with both: {{FROM}} <b>{{TO}}</b>. Where the line
// would become too long, {{BI_SPACE}} before the break is that space.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const breaks = /[ \t\r]*\n\s*/g;
const marker = /\{\{[^}]*\}\}/;
const tag = /<[a-z/!](?:\{\{[^}]*\}\}|"[^"]*"|[^">])*>/;
const verbatim = /<(?<raw>pre|textarea)\b(?:\{\{[^}]*\}\}|"[^"]*"|[^">])*>[^]*?<\/\k<raw>>/;
const pieces = new RegExp(`${verbatim.source}|${tag.source}|${marker.source}`, 'gi');

const squeezedValue = (value) => value.replace(breaks, ' ');

const squeezedTag = (text) =>
    text.replace(/"[^"]*"|[ \t\r]*\n\s*(\{\{|\/?>)?/g, (part, next) => (part[0] === '"' ? squeezedValue(part) : (next ?? ' ')));

// What stands between two tags or markers.
const squeezedWords = (text) => text.replace(/^[ \t\r]*\n\s*|[ \t\r]*\n\s*$/g, '').replace(breaks, ' ');

function squeezedVerbatim(text) {
    const opening = new RegExp(`^${tag.source}`, 'i').exec(text)[0];
    return squeezedTag(opening) + text.slice(opening.length);
}

function squeeze(text) {
    let out = '';
    let at = 0;
    for (const { 0: piece, index, groups } of text.matchAll(pieces)) {
        out += squeezedWords(text.slice(at, index));
        at = index + piece.length;
        if (piece === '{{BI_SPACE}}') out += ' ';
        else if (groups.raw) out += squeezedVerbatim(piece);
        else out += piece[0] === '<' ? squeezedTag(piece) : piece;
    }
    return out + squeezedWords(text.slice(at));
}

const [from, to, ...files] = process.argv.slice(2);
for (const file of files) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    writeFileSync(join(to, file), squeeze(readFileSync(join(from, file), 'utf8')));
}
