/**
 * `npm run lint:cfn`: runs cfn-lint on the packaged template, if it is installed (`pip install cfn-lint`).
 */
import { spawnSync } from 'node:child_process';
import { packageIfStale } from './package-if-stale.ts';

const template = await packageIfStale('dev');
// W3005: serverless adds to every function a DependsOn that a GetAtt already implies. It is harmless.
const run = spawnSync('cfn-lint', ['--ignore-checks', 'W3005', '--', template], { stdio: 'inherit' });
if (run.error !== undefined) {
  process.stdout.write(
    'cfn-lint is not installed: nothing was checked. `pip install cfn-lint` provides it.\n',
  );
  process.exit(0);
}
process.stdout.write(run.status === 0 ? 'cfn-lint: no errors\n' : '');
process.exit(run.status ?? 1);
