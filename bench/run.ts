import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { archiveFigures } from './archives.ts';
import { controllerReport } from './controller/report.ts';
import { engineFigures } from './engine.ts';
import { historyFigures } from './histories.ts';
import { judgeFigures } from './judge/figures.ts';
import { simulatorFigures } from './simulator.ts';
import { type Figure, report } from './table.ts';

/**
 * `npm run bench`: what the local SageMaker costs on virtual time, what the controller costs, how fast
 * archives are read, what stories, histories and the workflow engine cost, and how often the judge is wrong (`-- --only simulator`,
 * `controller`, `archives`, `history`, `engine`, `judge`, this with `--series N` of each kind; with `--against FILE` the engine is compared with another, `bench/engine.ts`). Ratios within one run say more than
 * absolute figures, which depend on the machine. Exits with 1 if a target is missed, with 2 for an unknown
 * argument.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    against: { type: 'string' },
    series: { type: 'string', default: '1000' },
  },
});
const { only, against } = values;
const series = Number(values.series);
const parts = ['simulator', 'controller', 'archives', 'history', 'engine', 'judge'] as const;
if (only !== undefined && !(parts as readonly string[]).includes(only)) {
  process.stderr.write(`--only: expected ${parts.join(' or ')}, got "${only}"\n`);
  process.exit(2);
}
if (!Number.isInteger(series) || series < 100) {
  process.stderr.write(`--series: expected a whole number from 100, got "${values.series}"\n`);
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
  const { text, figures } = judgeFigures(series);
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
