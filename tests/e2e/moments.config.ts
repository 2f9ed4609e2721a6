// The journeys with the tag @date at each moment of moments.ts: every moment has a program of its own, with a demo that
// was made at that moment. Two moments go side by side.
import { defineConfig } from '@playwright/test';
import { moments } from './moments';
import journeys from './playwright.config';

export default defineConfig<object, { moment: string }>({
    ...journeys,
    globalSetup: undefined,
    workers: 2,
    grep: /@date/,
    projects: moments.map(({ name, at }) => ({
        name: `${at}, ${name}`,
        workers: 1,
        use: { moment: at, viewport: { width: 1280, height: 860 } },
    })),
});
