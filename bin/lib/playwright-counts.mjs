// playwright-counts.mjs FILE: reads Playwright's JSON report and prints "passed failed". A skipped or flaky journey is
// a failed one, and so is a run without a report or without a journey. What failed, and why, is added to failed.txt
// beside FILE.
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { tellFailed } from './failed.mjs';

const file = process.argv[2];
const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { stats: {}, errors: [1] };
const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report.stats;
const failed = unexpected + flaky + skipped + report.errors.length;
console.log(expected, failed || (expected ? 0 : 1));

const failures = report.errors.map((error) => ({ name: 'journeys', why: error.message ?? 'ended without a report' }));
function collect(suite, names) {
  for (const spec of suite.specs ?? []) {
    for (const test of spec.tests) {
      if (test.status === 'expected') continue;
      const why = test.results.flatMap((result) => result.errors.map((error) => error.message)).join('\n');
      failures.push({ name: [test.projectName, ...names, spec.title].join(' > '), why: why || test.status });
    }
  }
  for (const inner of suite.suites ?? []) collect(inner, [...names, inner.title]);
}
for (const suite of report.suites ?? []) collect(suite, [suite.title]);
tellFailed(`${dirname(file)}/failed.txt`, failures);
