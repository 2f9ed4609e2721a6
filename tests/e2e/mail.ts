// The mails that the program sends in the journeys: server.ts runs a real SMTP server that lays each into a folder.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { SMTPServer } from 'smtp-server';

export interface Mail {
    to: string;
    subject: string;
    text: string;
    html: string;
    calendar: string;
    raw: string;
}

// Takes everything, with STARTTLS left out: what is sent over it is read by nobody else on this machine.
export function startMailServer(folder: string): Promise<{ port: number; close: () => Promise<void> }> {
    mkdirSync(folder, { recursive: true });
    let count = 0;
    const server = new SMTPServer({
        authOptional: true,
        disabledCommands: ['STARTTLS', 'AUTH'],
        logger: false,
        onData(stream, session, callback) {
            const chunks: Buffer[] = [];
            stream.on('data', (chunk: Buffer) => chunks.push(chunk));
            stream.on('end', () => {
                count += 1;
                const name = join(folder, String(count).padStart(6, '0'));
                const recipients = session.envelope.rcptTo.map((each) => each.address).join(',');
                writeFileSync(`${name}.part`, `X-Envelope-To: ${recipients}\r\n${Buffer.concat(chunks).toString('latin1')}`, 'latin1');
                renameSync(`${name}.part`, `${name}.eml`);
                callback();
            });
        },
    });
    server.on('error', () => undefined);
    return new Promise((resolve) => {
        const listening = server.listen(0, '127.0.0.1', () => {
            const address = listening.address();
            const port = address && typeof address === 'object' ? address.port : 0;
            resolve({ port, close: () => new Promise((done) => server.close(() => done())) });
        });
    });
}

function split(message: string): { headers: Map<string, string>; body: string } {
    const at = message.indexOf('\r\n\r\n');
    const headers = new Map<string, string>();
    for (const line of message.slice(0, at).replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
        const colon = line.indexOf(':');
        headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
    }
    return { headers, body: message.slice(at + 4) };
}

const bytes = (latin1: string) => Buffer.from(latin1, 'latin1');

function quotedPrintable(text: string): Buffer {
    return bytes(
        text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    );
}

function decode(body: string, coding: string): string {
    if (coding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
    if (coding === 'quoted-printable') return quotedPrintable(body).toString('utf8');
    return bytes(body).toString('utf8');
}

function word(header: string): string {
    return header
        .replace(/\?=\s+=\?/g, '?==?')
        .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
            kind.toLowerCase() === 'b'
                ? Buffer.from(text, 'base64').toString('utf8')
                : quotedPrintable(text.replace(/_/g, ' ')).toString('utf8'),
        );
}

function collect(part: string, found: Map<string, string>): void {
    const { headers, body } = split(part);
    const type = headers.get('content-type') ?? 'text/plain';
    const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
    if (boundary) {
        for (const each of body.split(`--${boundary}`).slice(1, -1)) collect(each.replace(/^\r\n/, ''), found);
        return;
    }
    const kind = (type.split(';')[0] ?? '').trim().toLowerCase();
    const coding = (headers.get('content-transfer-encoding') ?? '').toLowerCase();
    if (!found.has(kind)) found.set(kind, decode(body, coding));
}

function read(file: string): Mail {
    const raw = readFileSync(file, 'latin1');
    const { headers } = split(raw);
    const parts = new Map<string, string>();
    collect(raw, parts);
    return {
        to: headers.get('x-envelope-to') ?? '',
        subject: word(headers.get('subject') ?? ''),
        text: parts.get('text/plain') ?? '',
        html: parts.get('text/html') ?? '',
        calendar: parts.get('text/calendar') ?? '',
        raw,
    };
}

export function mailsTo(address: string, folder = process.env.TIMEBOK_MAILS ?? ''): Mail[] {
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
        .filter((name) => name.endsWith('.eml'))
        .sort()
        .map((name) => read(join(folder, name)))
        .filter((mail) => mail.to === address);
}

// Waits for a mail to that address that holds a link whose path matches; the newest when there are several.
export async function linkTo(address: string, path: RegExp): Promise<string> {
    const find = () =>
        mailsTo(address)
            .reverse()
            .flatMap((mail) => mail.text.match(/https?:\/\/[^\s<>"]+/g) ?? [])
            .find((url) => path.test(new URL(url).pathname)) ?? '';
    await expect.poll(find, { timeout: 60_000 }).not.toBe('');
    return find();
}

export async function countOfMails(address: string, atLeast: number): Promise<Mail[]> {
    await expect.poll(() => mailsTo(address).length, { timeout: 60_000 }).toBeGreaterThanOrEqual(atLeast);
    return mailsTo(address);
}
