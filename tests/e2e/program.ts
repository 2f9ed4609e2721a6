// Starts the program on a free port with a database of its own and the demo businesses in it, and stops it again.
// TIMEBOK_BIN names the program, of a build with tests: its clock is handed in.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const startsWithin = 240_000; // with sanitizers, on a busy machine
const stopsWithin = 20_000;

export interface Program {
    url: string;
    folder: string; // of its own, gone after stop()
    console: string; // the file that its standard output goes to
    ahead: number; // milliseconds from this machine's clock to the program's
    stop: () => Promise<void>;
}

export interface Wish {
    moment: string; // at which its clock starts, "2027-10-31T00:30:00Z"
    months?: number; // of the demo's history; without it there is no business at all
    flags?: string[];
    host?: string; // that its addresses name, 127.0.0.1 if none
}

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
    for (const end = Date.now() + startsWithin; Date.now() < end; await pause(50)) {
        if (program.exitCode !== null) throw new Error(`timebok ended with ${program.exitCode} before it served`);
        const healthy = await fetch(`${url}/healthz`).then(
            (answer) => answer.ok,
            () => false,
        );
        if (healthy) return;
    }
    throw new Error(`timebok did not answer within ${startsWithin / 1000} s`);
}

const endOf = (program: ChildProcess) => new Promise<number | null>((resolve) => program.once('exit', resolve));

async function end(program: ChildProcess): Promise<void> {
    if (program.exitCode !== null) throw new Error(`timebok ended by itself with ${program.exitCode}`);
    const ended = endOf(program);
    program.kill('SIGTERM');
    const code = await Promise.race([ended, pause(stopsWithin).then(() => 'late' as const)]);
    if (code === 'late') program.kill('SIGKILL');
    // Also how the leak sanitizer tells what it found.
    if (code !== 0) throw new Error(`timebok ended with ${code} after SIGTERM`);
}

export const binary = process.env.TIMEBOK_BIN ?? join(root, 'build/asan/src/app/timebok');

export async function startProgram({ moment, months, flags = [], host = '127.0.0.1' }: Wish): Promise<Program> {
    const folder = mkdtempSync(join(tmpdir(), 'timebok-e2e-'));
    const console = join(folder, 'console');
    const output = openSync(console, 'w');
    const run = (args: string[]) =>
        spawn(binary, [...args, '--data', folder], {
            stdio: ['ignore', output, 'inherit'],
            env: { ...process.env, TIMEBOK_TEST_NOW: moment },
        });
    if (months !== undefined) {
        const loaded = await endOf(run(['demo', String(months)]));
        if (loaded !== 0) throw new Error(`timebok demo ended with ${loaded} at ${moment}`);
    }
    const empty = months === undefined ? ['--empty'] : [];
    const port = await freePort();
    const url = `http://${host}:${port}`;
    const ahead = Date.parse(moment) - Date.now();
    const program = run(['serve', '--port', String(port), '--rate-limits', 'off', '--log-level', 'warn', '--base-url', url, ...empty, ...flags]);
    try {
        await untilHealthy(url, program);
    } catch (error) {
        program.kill('SIGKILL');
        throw error;
    }
    const stop = async () => {
        await end(program);
        rmSync(folder, { recursive: true });
    };
    return { url, folder, console, ahead, stop };
}
