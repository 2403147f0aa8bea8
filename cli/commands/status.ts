import { instantAt } from '../../core/values/instant.ts';
import { type Aws, withAws } from '../aws/aws.ts';
import { type Records, recordsOf } from '../aws/records.ts';
import { type TargetOptions, typedFlags } from '../aws/target.ts';
import { printJson, printLines } from '../output/print.ts';
import { statusLines } from '../output/status-lines.ts';
import { type EndpointStatus, endpointStatus } from '../views/endpoint-status.ts';

export interface StatusOptions extends TargetOptions {
  readonly json: boolean;
}

/** `greenlight status`: one endpoint, or all that ever had a release. Returns the exit code. */
export async function status(endpoint: string | undefined, options: StatusOptions): Promise<number> {
  return withAws(options, async (aws) => {
    const records = recordsOf(aws);
    const names = endpoint === undefined ? await records.endpoints() : [endpoint];
    let missing = 0;
    for (const name of names) {
      const seen = await statusOf(aws, records, name);
      const unknown = seen.status === null && seen.serving === null && seen.rollouts.length === 0;
      if (unknown && endpoint !== undefined) missing += 1;
      if (options.json) printJson({ type: 'status', ...seen });
      else printLines([...statusLines(seen, instantAt(await aws.now()), typedFlags(options)), '']);
    }
    if (names.length === 0 && !options.json) {
      printLines([`No endpoint has been released to in stage ${aws.stage}, region ${aws.region}.`]);
    }
    return missing === 0 ? 0 : 1;
  });
}

async function statusOf(aws: Aws, records: Records, name: string): Promise<EndpointStatus> {
  const rollouts = await records.rollouts(name);
  // The ledger's keys are in lower case. The records have the endpoint's own spelling.
  const asNamed = rollouts.at(-1)?.endpoint ?? name;
  const underway = rollouts.some(({ outcome }) => outcome === undefined);
  const [now, lease, endpoint, gates, waits] = await Promise.all([
    aws.now(),
    records.lease(name),
    records.endpoint(asNamed),
    underway ? records.gates(name) : [],
    underway ? records.waits(name) : [],
  ]);
  const held = rollouts.find(({ name: rollout }) => rollout === lease.holder?.claim.rollout);
  const alarms = await records.alarms((held?.plan?.alarms ?? []).map((alarm) => alarm.name));
  return endpointStatus(asNamed, { now, records: rollouts, lease, endpoint, gates, waits, alarms });
}
