/**
 * `npm run test:demo`: runs the main job like a user, and the judged story, and checks their promises from outside. It takes
 * about two minutes.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const wished = ['DEPLOYED', 'DEPLOYED', 'ROLLED_BACK'];
const secondsAllowed = 120;

const run = spawnSync(process.execPath, ['cli/greenlight.mjs', 'demo', '--exit', '--json', '--port', '0'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
  stdio: ['ignore', 'pipe', 'inherit'],
});

const failures: string[] = [];
const expect = (holds: boolean, what: string) => {
  if (!holds) failures.push(what);
};

const lines = run.stdout.trim().split('\n').map(parse);
const summary = lines.at(-1);
const rollback = lines.findLast((line) => line?.type === 'outcome');
const ofType = (type: string) => lines.filter((line) => line?.type === type).length;

expect(run.status === 0, `exit code 0, got ${run.status}`);
expect(
  lines.every((line) => line !== undefined),
  'one JSON object on every line of stdout',
);
expect(summary?.type === 'summary', 'a summary as the last line');
expect(
  JSON.stringify(summary?.outcomes) === JSON.stringify(wished),
  `outcomes ${wished}, got ${summary?.outcomes}`,
);
expect(Number(summary?.seconds) < secondsAllowed, `under ${secondsAllowed} s, got ${summary?.seconds}`);
expect(
  /iris-5xx \(Invocation5XXErrors [\d.]+\/min, limit 1\/min\)/.test(String(rollback?.cause)),
  `the alarm's name and numbers, got ${rollback?.cause}`,
);
expect(ofType('outcome') === 3, `3 outcome lines, got ${ofType('outcome')}`);
expect(
  ofType('notice') >= 6 && ofType('event') > 20,
  `notices and events, got ${ofType('notice')} and ${ofType('event')}`,
);

expect(
  lines
    .filter((line) => line?.type === 'press')
    .every((line) => line?.name === 'Ana' && line?.status === 200) && ofType('press') === 3,
  `3 presses as Ana, all taken, got ${JSON.stringify(lines.filter((line) => line?.type === 'press'))}`,
);

const judged = spawnSync(
  process.execPath,
  ['cli/greenlight.mjs', 'demo', '--judge', '--exit', '--json', '--port', '0'],
  { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'inherit'] },
);
const shifted = judged.stdout
  .trim()
  .split('\n')
  .map(parse)
  .findLast((line) => line?.type === 'outcome');
expect(judged.status === 0, `exit code 0 of the judged story, got ${judged.status}`);
expect(
  /gate compare: score among .*× as often .*; PSI [\d.]+\. The chance of saying so by accident/.test(
    String(shifted?.cause),
  ),
  `the judge's figures, got ${shifted?.cause}`,
);

for (const failure of failures) process.stdout.write(`expected ${failure}\n`);
process.stdout.write(
  failures.length === 0
    ? `demo: ${summary?.outcomes} in ${Math.round(Number(summary?.seconds))} s\n`
    : 'demo: failed\n',
);
process.exit(failures.length === 0 ? 0 : 1);

function parse(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
