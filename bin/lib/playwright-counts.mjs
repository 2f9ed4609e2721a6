// playwright-counts.mjs FILE: reads Playwright's JSON report and prints "passed failed". A skipped or flaky journey is
// a failed one, and so is a run without a report or without a journey.
import { existsSync, readFileSync } from 'node:fs';

const file = process.argv[2];
const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { stats: {}, errors: [1] };
const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report.stats;
const failed = unexpected + flaky + skipped + report.errors.length;
console.log(expected, failed || (expected ? 0 : 1));
