import { defineConfig } from '@playwright/test';
import { chromium } from './browser';

// One program with the demo businesses serves all journeys; server.ts starts and stops it. moments.config.ts
// makes some of them at other moments.
export default defineConfig({
    testDir: '.',
    outputDir: '../../test-results/runs',
    globalSetup: './server.ts',
    workers: 1,
    reporter: 'list',
    // A journey finds out what happens, never how fast: two of them share a small machine with programs that are built
    // with sanitizers.
    timeout: 120_000,
    expect: { timeout: 20_000 },
    forbidOnly: true,
    use: {
        baseURL: process.env.TIMEBOK_URL,
        browserName: 'chromium',
        headless: true,
        launchOptions: { executablePath: chromium },
        locale: 'en-GB',
        timezoneId: 'Europe/Oslo',
        trace: 'off',
        contextOptions: { reducedMotion: 'reduce' },
    },
    projects: [
        { name: 'setup', testMatch: /setup\.spec/, use: { viewport: { width: 390, height: 844 } } },
        {
            name: 'desktop',
            testIgnore: [/setup\.spec/, /wide\.spec/],
            dependencies: ['setup'],
            use: { viewport: { width: 1280, height: 860 } },
        },
        {
            name: 'phone',
            testIgnore: /setup\.spec/,
            grepInvert: /@desktop/,
            dependencies: ['setup'],
            use: { viewport: { width: 390, height: 844 }, hasTouch: true },
        },
    ],
});
