import { defineConfig } from '@playwright/test';

// One program with the demo businesses serves all journeys; server.ts starts and stops it. moments.config.ts
// makes some of them at other moments.
export default defineConfig({
    testDir: '.',
    outputDir: '../../test-results/runs',
    globalSetup: './server.ts',
    workers: 1,
    reporter: 'list',
    timeout: 60_000,
    forbidOnly: true,
    use: {
        baseURL: process.env.TIMEBOK_URL,
        browserName: 'chromium',
        headless: true,
        launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' },
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
