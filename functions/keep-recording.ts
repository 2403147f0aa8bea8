import * as z from 'zod';
import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { keepRecording } from '../app/recording/keep-recording.ts';
import { gateHistoryOf, ledgerOf, recordingsOf, reportsOf } from '../composition/ports.ts';

/** Our own event, `concluded` or `aftermath`, from a queue that holds it back until CloudWatch's minutes are whole. */
const bodySchema = z.object({ detail: z.object({ endpoint: z.string(), rollout: z.string() }) });
const eventSchema = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });

/** The answer to Lambda about a batch: which messages to deliver again. */
interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * A rollout has ended: keeps its recording and its report in the bucket. No rollout waits for it. What fails is delivered
 * again, ten times within an hour, and is then a dead letter.
 */
export function make(seam: Seam) {
  const ports = {
    ledger: ledgerOf(seam),
    gates: gateHistoryOf(seam),
    read: recordingsOf(seam),
    reports: reportsOf(seam),
  };

  return async (event: unknown): Promise<BatchAnswer> => {
    const failures: { itemIdentifier: string }[] = [];
    for (const { messageId, body } of eventSchema.parse(event).Records) {
      const { endpoint, rollout } = bodySchema.parse(JSON.parse(body)).detail;
      try {
        const recording = await keepRecording(ports, endpoint, rollout, seam.clock.now());
        seam.log.info('recording', { endpoint, rollout, recording });
      } catch (error) {
        const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        seam.log.warn('not kept, to be tried again', { endpoint, rollout, why });
        failures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures: failures };
  };
}

export const handler = onAws(make);
