/** `npm run lint:cfn`: cfn-lint over the packaged template, where it is installed (`pip install cfn-lint`). */
import { spawnSync } from 'node:child_process';
import { packageIfStale } from './package-if-stale.ts';

const template = await packageIfStale('dev');
// W3005: serverless adds a DependsOn that a GetAtt already implies, to every function; it does no harm.
const run = spawnSync('cfn-lint', ['--ignore-checks', 'W3005', '--', template], { stdio: 'inherit' });
if (run.error !== undefined) {
  process.stdout.write(
    'cfn-lint is not installed: nothing was checked. `pip install cfn-lint` provides it.\n',
  );
  process.exit(0);
}
process.stdout.write(run.status === 0 ? 'cfn-lint: no errors\n' : '');
process.exit(run.status ?? 1);
