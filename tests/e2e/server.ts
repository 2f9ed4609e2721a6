// One program serves all journeys but those at fixed moments. Its clock starts at TIMEBOK_TEST_NOW, or else at a moment
// that is always the same, so that a journey passes tomorrow if it passes today. TIMEBOK_URL names a program that is
// running already.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMailServer } from './mail';
import { type Program, startProgram, type Wish } from './program';

// A Tuesday on which few free days of the month are left.
const usualMoment = '2026-11-24T13:00:00Z';

export interface ProgramWithMail extends Program {
    mails: string; // the folder that its mails are laid into (mail.ts)
}

export async function startWithMail(wish: Wish): Promise<ProgramWithMail> {
    const mails = mkdtempSync(join(tmpdir(), 'timebok-mails-'));
    const mail = await startMailServer(mails);
    const sending = ['--mail-from', 'timebok@example.org', '--mail-server', `smtp://127.0.0.1:${mail.port}?security=none`];
    // Providers to sign in by are on this machine, too.
    const flags = [...sending, '--private-addresses', ...(wish.flags ?? [])];
    const program = await startProgram({ ...wish, flags });
    const stop = async () => {
        await program.stop();
        await mail.close();
        rmSync(mails, { recursive: true });
    };
    return { ...program, mails, stop };
}

// From here on the journeys of this process ask this program, where they name no other one.
export function ask(program: ProgramWithMail): void {
    process.env.TIMEBOK_URL = program.url;
    process.env.TIMEBOK_MAILS = program.mails;
    process.env.TIMEBOK_CONSOLE = program.console;
    process.env.TIMEBOK_AHEAD = String(program.ahead);
}

export default async function setup(): Promise<(() => Promise<void>) | undefined> {
    if (process.env.TIMEBOK_URL) return undefined;
    const program = await startWithMail({ moment: process.env.TIMEBOK_TEST_NOW ?? usualMoment, months: 2 });
    ask(program);
    return program.stop;
}
