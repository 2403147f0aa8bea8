import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { archiveFigures } from './archives.ts';
import { controllerReport } from './controller/report.ts';
import { engineFigures } from './engine.ts';
import { historyFigures } from './histories.ts';
import { judgeFigures } from './judge/figures.ts';
import { scoreFigures } from './judge/score-figures.ts';
import { wholeFigures } from './judge/whole.ts';
import { yearFigures } from './judge/year.ts';
import { simulatorFigures } from './simulator.ts';
import { type Figure, report } from './table.ts';

/**
 * `npm run bench`: what the local SageMaker costs on virtual time, what the controller costs, how fast
 * archives are read, what stories, histories and the workflow engine cost, and how often the judge is wrong (`-- --only simulator`,
 * `controller`, `archives`, `history`, `engine`, `judge`, this with `--series N` of each kind. Only where they are asked for, since they take minutes: `judge-whole` with
 * `--rollouts N` of each cell, `judge-year`; with `--against FILE` the engine is compared with another, `bench/engine.ts`). Ratios within one run say more than
 * absolute figures, which depend on the machine. Exits with 1 if a target is missed, with 2 for an unknown
 * argument.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    against: { type: 'string' },
    series: { type: 'string', default: '1000' },
    rollouts: { type: 'string', default: '200' },
    days: { type: 'string', default: '365' },
  },
});
const { only, against } = values;
const series = Number(values.series);
const parts = ['simulator', 'controller', 'archives', 'history', 'engine', 'judge'] as const;
const long = ['judge-whole', 'judge-year'] as const;
if (only !== undefined && !([...parts, ...long] as readonly string[]).includes(only)) {
  process.stderr.write(`--only: expected ${[...parts, ...long].join(' or ')}, got "${only}"\n`);
  process.exit(2);
}
if (!Number.isInteger(series) || series < 100) {
  process.stderr.write(`--series: expected a whole number from 100, got "${values.series}"\n`);
  process.exit(2);
}
for (const name of ['rollouts', 'days'] as const)
  if (!Number.isInteger(Number(values[name])) || Number(values[name]) < 1) {
    process.stderr.write(`--${name}: expected a whole number from 1, got "${values[name]}"\n`);
    process.exit(2);
  }
const wanted = (part: (typeof parts)[number]): boolean => only === undefined || only === part;

if (globalThis.gc === undefined && wanted('simulator')) {
  // Memory can be measured only after a full collection, which needs a flag.
  const args = ['--expose-gc', fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  process.exit(status ?? 1);
}

let met = true;
const show = (figures: readonly Figure[]): void => {
  const shown = report(figures);
  process.stdout.write(shown.text);
  met &&= shown.met;
};

if (wanted('simulator')) show(await simulatorFigures());
if (only === undefined) process.stdout.write('\n');
if (wanted('archives')) show(await archiveFigures());
if (only === undefined) process.stdout.write('\n');
if (wanted('history')) show(await historyFigures());
if (only === undefined) process.stdout.write('\n');
if (wanted('engine')) show(await engineFigures(against));
if (only === undefined) process.stdout.write('\n');
if (wanted('judge')) {
  for (const { text, figures } of [judgeFigures(series), scoreFigures(series)]) {
    process.stdout.write(`${text}\n`);
    show(figures);
  }
}
const asked: Readonly<Record<(typeof long)[number], () => ReturnType<typeof wholeFigures>>> = {
  'judge-whole': () => wholeFigures(Number(values.rollouts)),
  'judge-year': () => yearFigures(Number(values.days)),
};
for (const part of long) {
  if (only !== part) continue;
  const { text, figures } = await asked[part]();
  process.stdout.write(`${text}\n`);
  show(figures);
}
if (only === undefined) process.stdout.write('\n');
if (wanted('controller')) {
  const { text, figures } = await controllerReport();
  process.stdout.write(`${text}\n`);
  show(figures);
}
// The load that stories started would never end.
process.exit(met ? 0 : 1);
