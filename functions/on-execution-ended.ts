import * as z from 'zod';
import { instantNow, onAws, type Seam } from '../adapters/lambda/seam.ts';
import { type Death, recover } from '../app/ending/recover.ts';
import { finishPorts } from '../composition/ending.ts';
import { type Rollout, rolloutName, rolloutSchema } from '../core/release.ts';

/**
 * "Step Functions Execution Status Change". The rule passes only executions that did not end by themselves.
 */
const endedSchema = z.object({
  'detail-type': z.literal('Step Functions Execution Status Change'),
  detail: z.object({
    executionArn: z.string(),
    status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
    /** The execution's input as JSON text: that of a rollout or of a caretaker. */
    input: z.string(),
    error: z.string().nullish(),
    cause: z.string().nullish(),
  }),
});
/**
 * Our own event: a rollout waiting for the lease found its holder's execution gone (AWS's event is best
 * effort).
 */
const suspectedSchema = z.object({
  'detail-type': z.literal('Greenlight Rollout Suspected Dead'),
  detail: z.object({ endpoint: z.string(), rollout: z.string(), execution: z.string() }),
});
const eventSchema = z.discriminatedUnion('detail-type', [endedSchema, suspectedSchema]);
const inputSchema = z.union([
  z.object({ rollout: rolloutSchema }).transform(({ rollout }) => rollout),
  rolloutSchema,
]);

/** An execution died: release what it held, and tell the end of its rollout in its place. */
export function make(seam: Seam) {
  const ports = finishPorts(seam);

  const suspected = async (detail: z.infer<typeof suspectedSchema>['detail']) => {
    const record = await ports.ledger.rollout(detail.endpoint, detail.rollout);
    if (record === undefined) throw new Error(`rollout ${detail.rollout} holds a lease and has no record`);
    const { release, attempt, start } = record;
    return { release, attempt, start };
  };

  const bury = async (rollout: Rollout, execution: string, death: Death) => {
    const done = await recover(ports, rollout, execution, death, () => instantNow(seam));
    const about = { rollout: rolloutName(rollout), endpoint: rollout.release.endpoint };
    seam.log.warn('execution ended', { ...about, execution, status: death.status, done });
    if (done === 'nothing') return { done };
    ports.metrics.count('DeadExecutions', { Status: death.status }, about);
    // AWS sent no event about this end. A rollout waiting for the lease noticed it.
    if (death.status === 'GONE') ports.metrics.count('LostEvents', { Event: 'execution' }, about);
    return { done };
  };

  return async (event: unknown) => {
    const parsed = eventSchema.parse(event);
    switch (parsed['detail-type']) {
      case 'Step Functions Execution Status Change': {
        const { executionArn, status, input, cause, error } = parsed.detail;
        const rollout = inputSchema.parse(JSON.parse(input));
        return bury(rollout, executionArn, { status, cause: cause ?? error ?? undefined });
      }
      case 'Greenlight Rollout Suspected Dead': {
        const { execution } = parsed.detail;
        if (await ports.rollouts.isRunning(execution)) return { done: 'nothing' };
        return bury(await suspected(parsed.detail), execution, { status: 'GONE' });
      }
      default:
        return parsed satisfies never;
    }
  };
}

export const handler = onAws(make);
