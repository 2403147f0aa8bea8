import * as z from 'zod';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { instantAt } from '../../core/values/instant.ts';
import { type Aws, withAws } from '../aws/aws.ts';
import { type Records, recordsOf } from '../aws/records.ts';
import { endpointOf } from '../reads/endpoint-of.ts';
import { findRecord } from '../reads/find-record.ts';
import { keptOrNow } from '../reads/kept-or-now.ts';
import { readStatus } from '../reads/read-status.ts';
import { UsageError } from '../usage-error.ts';
import { whyOf, whySchema } from '../views/why.ts';
import { endpointInput, rolloutInput } from './inputs.ts';
import { asOf, servingOutput } from './outputs.ts';
import type { Tool } from './tool.ts';

const input = z.strictObject({
  rollout: rolloutInput.optional(),
  endpoint: endpointInput
    .optional()
    .describe('Without a rollout: its rollout under way, otherwise its newest one'),
});
const output = z.object({
  ...whySchema.shape,
  servesNow: z
    .object({ asOf, status: z.string().nullable(), serving: servingOutput.nullable() })
    .describe('What the endpoint serves now, whichever rollout made that'),
});

/** Why a rollout is where it is, or has ended as it did. */
export const whyTool: Tool<typeof input, typeof output> = {
  name: 'why',
  title: 'Why a rollout went as it did',
  description:
    'Explains one rollout: a sentence for people in a hurry, its cause, the evidence and the alarms with values and limits, who decided what at its gates and why, what it changed (of environment variables only names), how many requests the new fleet has answered, and what serves now.',
  input,
  output,
  run: ({ target }, asked) =>
    withAws(target, async (aws) => {
      const ledger = recordsOf(aws);
      const { record, records } = await askedFor(aws, ledger, asked);
      const [recording, { status, serving }, now] = await Promise.all([
        keptOrNow(aws, ledger, record, records),
        readStatus(aws, ledger, record.endpoint),
        aws.now(),
      ]);
      return { ...whyOf(recording), servesNow: { asOf: instantAt(now), status, serving } };
    }),
};

interface Asked {
  readonly record: RolloutRecord;
  /** The endpoint's, oldest first. */
  readonly records: readonly RolloutRecord[];
}

async function askedFor(aws: Aws, ledger: Records, asked: z.output<typeof input>): Promise<Asked> {
  const { rollout } = asked;
  const endpoint = asked.endpoint ?? (rollout === undefined ? undefined : endpointOf(rollout));
  if (endpoint === undefined) throw new UsageError('expected rollout or endpoint, got neither.');
  const records = await ledger.rollouts(endpoint);
  if (rollout !== undefined)
    return { record: findRecord(records, { endpoint, release: rollout, stage: aws.stage }), records };
  const record = records.find(({ outcome }) => outcome === undefined) ?? records.at(-1);
  if (record === undefined)
    throw new UsageError(`nothing was ever released to ${endpoint} in stage ${aws.stage}.`);
  return { record, records };
}
