// gtest-counts.mjs FOLDER NAME...: reads the JSON reports of GoogleTest, NAME_test.json each, or NAME_test_1.json and so
// on of one that ran in parts, and prints a line "NAME passed failed" for each and one for the rule that both engines
// have the same tests. A skipped test is a failed one, and so is a program that ended without a report. What failed, and
// why, is added to FOLDER/../failed.txt.
import { readdirSync, readFileSync } from 'node:fs';
import { tellFailed } from './failed.mjs';

const [folder, ...names] = process.argv.slice(2);
const failures = [];
const engines = { sqlite: new Set(), postgres: new Set() };

for (const name of names) {
  const files = readdirSync(folder).filter((file) => new RegExp(`^${name}_test(_\\d+)?\\.json$`).test(file));
  let passed = 0, failed = 0;
  for (const file of files) {
    for (const suite of JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')).testsuites) {
      for (const test of suite.testsuite) {
        const good = test.result === 'COMPLETED' && !test.failures?.length;
        good ? passed++ : failed++;
        const [, bare, engine] = /^(.*)\/(sqlite|postgres)$/.exec(test.name) ?? [];
        if (engine) engines[engine].add(`${suite.name}.${bare}`);
        if (!good) {
          const why = test.failures?.map((each) => each.failure) ?? [test.result.toLowerCase()];
          failures.push({ name: `${name}: ${suite.name}.${test.name}`, why: why.join('\n') });
        }
      }
    }
  }
  if (files.length === 0) {
    failed++;
    failures.push({ name: `${name}_test`, why: 'ended without a report' });
  }
  console.log(name, passed, failed);
}

const { sqlite, postgres } = engines;
const alone = [...sqlite, ...postgres].filter((test) => !sqlite.has(test) || !postgres.has(test));
for (const test of alone) failures.push({ name: test, why: 'runs on one engine only' });
if (sqlite.size + postgres.size > 0) {
  console.error(`\ntests on SQLite: ${sqlite.size}, on PostgreSQL: ${postgres.size}`);
  console.log('same-on-both', alone.length ? 0 : 1, alone.length ? 1 : 0);
}
tellFailed(`${folder}/../failed.txt`, failures);
