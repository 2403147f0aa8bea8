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

/**
 * `greenlight status`: one endpoint, or all that ever had a release or have opted in. Returns the exit code.
 */
export async function status(endpoint: string | undefined, options: StatusOptions): Promise<number> {
  return withAws(options, async (aws) => {
    const records = recordsOf(aws);
    const names = endpoint === undefined ? await everyEndpoint(records) : [endpoint];
    let missing = 0;
    for (const name of names) {
      const seen = await statusOf(aws, records, name);
      const unknown = seen.status === null && seen.serving === null && seen.rollouts.length === 0;
      if (unknown && endpoint !== undefined) missing += 1;
      if (options.json) printJson({ type: 'status', ...seen });
      else printLines([...statusLines(seen, instantAt(await aws.now()), typedFlags(options)), '']);
    }
    if (names.length === 0 && !options.json) {
      printLines([
        `No endpoint has been released to or has opted in (stage ${aws.stage}, region ${aws.region}).`,
        'An endpoint opts in by a tag, or by a first release that makes it: npx greenlight docs operating',
      ]);
    }
    return missing === 0 ? 0 : 1;
  });
}

/** Those with a release, then those that only have opted in. */
async function everyEndpoint(records: Records): Promise<string[]> {
  const released = await records.endpoints();
  const optedIn = await records.optedInBeside(new Set(released));
  if (optedIn === undefined)
    process.stderr.write(
      'greenlight: endpoints that have opted in but had no release are not shown: that takes the rights sagemaker:ListEndpoints and sagemaker:ListTags.\n',
    );
  return [...released, ...(optedIn ?? []).sort()];
}

async function statusOf(aws: Aws, records: Records, name: string): Promise<EndpointStatus> {
  const rollouts = await records.rollouts(name);
  // The ledger's keys are in lower case. The records have the endpoint's own spelling.
  const asNamed = rollouts.at(-1)?.endpoint ?? name;
  const underway = rollouts.some(({ outcome }) => outcome === undefined);
  const [now, lease, endpoint, gates, waits, adoption, judgeOff] = await Promise.all([
    aws.now(),
    records.lease(name),
    records.endpoint(asNamed),
    underway ? records.gates(name) : [],
    underway ? records.waits(name) : [],
    rollouts.length === 0 ? records.adoption(name) : undefined,
    records.judgeOff(name),
  ]);
  const held = rollouts.find(({ name: rollout }) => rollout === lease.holder?.claim.rollout);
  const alarms = await records.alarms((held?.plan?.alarms ?? []).map((alarm) => alarm.name));
  const arn = rollouts.length === 0 ? endpoint?.EndpointArn : undefined;
  const optedIn = arn === undefined ? undefined : await records.hasOptedIn(arn);
  const seen = { now, records: rollouts, lease, endpoint, gates, waits, alarms, adoption, judgeOff };
  return endpointStatus(asNamed, { ...seen, ...(optedIn !== undefined && { optedIn }) });
}
