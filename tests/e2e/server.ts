// Starts the program on a free port with a database of its own, and stops it when all journeys are done.
// TIMEBOK_BIN names the program; TIMEBOK_URL an address where one is running already.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startMailServer } from './mail';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const startsWithin = 240_000; // the demo's year of history, with sanitizers on a busy machine
const stopsWithin = 20_000;

function freePort(): Promise<number> {
    return new Promise((resolve, reject) => {
        const server = createServer();
        server.once('error', reject);
        server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            server.close(() =>
                address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
            );
        });
    });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function untilHealthy(url: string, program: ChildProcess): Promise<void> {
    for (const end = Date.now() + startsWithin; Date.now() < end; await pause(200)) {
        if (program.exitCode !== null) throw new Error(`timebok ended with ${program.exitCode} before it served`);
        const healthy = await fetch(`${url}/healthz`).then(
            (answer) => answer.ok,
            () => false,
        );
        if (healthy) return;
    }
    throw new Error(`timebok did not answer within ${startsWithin / 1000} s`);
}

async function stop(program: ChildProcess): Promise<void> {
    if (program.exitCode !== null) throw new Error(`timebok ended by itself with ${program.exitCode}`);
    const ended = new Promise<number | null>((resolve) => program.once('exit', (code) => resolve(code)));
    program.kill('SIGTERM');
    const code = await Promise.race([ended, pause(stopsWithin).then(() => 'late' as const)]);
    if (code === 'late') program.kill('SIGKILL');
    // Also how the leak sanitizer tells what it found.
    if (code !== 0) throw new Error(`timebok ended with ${code} after SIGTERM`);
}

export default async function setup(): Promise<(() => Promise<void>) | undefined> {
    if (process.env.TIMEBOK_URL) return undefined;
    const binary = process.env.TIMEBOK_BIN ?? join(root, 'build/asan/src/app/timebok');
    const data = mkdtempSync(join(tmpdir(), 'timebok-e2e-'));
    const port = await freePort();
    process.env.TIMEBOK_URL = `http://127.0.0.1:${port}`;
    process.env.TIMEBOK_MAILS = join(data, 'mails');
    process.env.TIMEBOK_CONSOLE = join(data, 'console');
    const mail = await startMailServer(process.env.TIMEBOK_MAILS);
    const flags = ['serve', '--port', String(port), '--data', data, '--rate-limits', 'off', '--log-level', 'warn'];
    flags.push('--base-url', process.env.TIMEBOK_URL, '--mail-from', 'timebok@example.org');
    flags.push('--mail-server', `smtp://127.0.0.1:${mail.port}?security=none`);
    const output = openSync(process.env.TIMEBOK_CONSOLE, 'w');
    const program = spawn(binary, flags, { stdio: ['ignore', output, 'inherit'] });
    try {
        await untilHealthy(process.env.TIMEBOK_URL, program);
    } catch (error) {
        program.kill('SIGKILL');
        throw error;
    }
    return async () => {
        await stop(program);
        await mail.close();
        rmSync(data, { recursive: true });
    };
}
