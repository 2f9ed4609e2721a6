// What failed in a run, for its summary: each test's name and the first lines of why.
import { appendFileSync } from 'node:fs';

const colours = /\x1b\[[0-9;]*m/g;
const mostLines = 30;

export function tellFailed(file, failures) {
  for (const { name, why } of failures) {
    const lines = why.replace(colours, '').trimEnd().split('\n').slice(0, mostLines);
    appendFileSync(file, [name, ...lines.map((line) => `    ${line}`)].join('\n') + '\n');
  }
}
