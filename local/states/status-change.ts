import type { EventDraft } from '../ports.ts';
import type { Execution } from './execution.ts';
import { redriveOf } from './redrive.ts';

/** EventBridge takes 256 KiB; Step Functions leaves out data above this many bytes, counted as escaped JSON. */
const dataLimit = 248 * 1024;

const escapedSize = (text: string | null): number =>
  text === null ? 0 : Buffer.byteLength(JSON.stringify(text));

/**
 * "Step Functions Execution Status Change", as the developer guide documents it ("Automating Step Functions event
 * delivery with EventBridge"): dates in epoch milliseconds, absent values null; the output is left out if it
 * alone is above 248 KB, the input if both together are.
 */
export function statusChangeEvent(execution: Execution, now: number): EventDraft {
  const { ending } = execution;
  const input = execution.input.text;
  const output = ending?.status === 'SUCCEEDED' ? ending.output : null;
  const inputFits = escapedSize(input) + escapedSize(output) <= dataLimit;
  const outputFits = escapedSize(output) <= dataLimit;
  const failed = ending?.status === 'FAILED' || ending?.status === 'ABORTED' ? ending : undefined;
  return {
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [execution.arn],
    detail: {
      executionArn: execution.arn,
      stateMachineArn: execution.machine.arn,
      name: execution.name,
      status: execution.status,
      startDate: Math.floor(execution.startedAt),
      stopDate: ending === undefined ? null : Math.floor(ending.at),
      input: inputFits ? input : null,
      output: outputFits ? output : null,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: execution.redriveCount,
      redriveDate: execution.redrivenAt === undefined ? null : Math.floor(execution.redrivenAt),
      ...redriveOf(execution, now),
      inputDetails: { included: inputFits },
      outputDetails: output === null ? null : { included: outputFits },
      error: failed?.error ?? null,
      cause: failed?.cause ?? null,
    },
  };
}
