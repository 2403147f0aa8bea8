import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { controllerReport } from './controller/report.ts';
import { simulatorFigures } from './simulator.ts';
import { type Figure, report } from './table.ts';

/**
 * `npm run bench`: what the local SageMaker costs, on virtual time, and what the controller does (`-- --only
 * simulator`, `-- --only controller`). Ratios within one run say more than figures, which depend on the machine.
 * Exits with 1 if a target is missed, with 2 for an argument that there is not.
 */
const { values } = parseArgs({ options: { only: { type: 'string' } } });
const { only } = values;
if (only !== undefined && only !== 'simulator' && only !== 'controller') {
  process.stderr.write(`--only: expected simulator or controller, got "${only}"\n`);
  process.exit(2);
}

if (globalThis.gc === undefined && only !== 'controller') {
  // Memory can only be told after a full collection, which needs a flag.
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

if (only !== 'controller') show(await simulatorFigures());
if (only === undefined) process.stdout.write('\n');
if (only !== 'simulator') {
  const { text, figures } = await controllerReport();
  process.stdout.write(`${text}\n`);
  show(figures);
}
// Load that stories have begun goes on for ever.
process.exit(met ? 0 : 1);
