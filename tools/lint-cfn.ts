/**
 * `npm run lint:cfn`: runs cfn-lint on the templates as they are packaged for regions of every partition, if it is
 * installed (`pip install cfn-lint`).
 */
import { spawnSync } from 'node:child_process';
import { packageIfStale } from './package-if-stale.ts';

/** eu-central-2 and GovCloud have no function URLs. */
const regions = ['us-east-1', 'eu-central-2', 'cn-north-1', 'us-gov-west-1'];

let failed = false;
for (const region of regions) {
  const template = await packageIfStale('dev', { region });
  // W3005: serverless adds to every function a DependsOn that a GetAtt already implies. It is harmless.
  const args = ['--regions', region, '--ignore-checks', 'W3005', '--', template];
  const run = spawnSync('cfn-lint', args, { stdio: 'inherit' });
  if (run.error !== undefined) {
    process.stdout.write(
      'cfn-lint is not installed: nothing was checked. `pip install cfn-lint` provides it.\n',
    );
    process.exit(0);
  }
  process.stdout.write(
    `${region}: ${run.status === 0 ? 'no errors' : `cfn-lint ended with ${run.status}`}\n`,
  );
  failed ||= run.status !== 0;
}
process.exit(failed ? 1 : 0);
