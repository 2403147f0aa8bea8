import { aboutRollout } from '../../core/announcements/state-change.ts';
import { aftermathNotice } from '../../core/notices/aftermath.ts';
import type { Conclusions } from '../../core/ports/ledger.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import type { Rollout } from '../../core/release.ts';
import type { EndpointView } from '../../core/sagemaker.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { Conclusion } from '../../core/verdict/conclusion.ts';
import { type TellPorts, tell } from '../notices/tell.ts';
import { type WayOutPorts, withWayOut } from './find-way-out.ts';

export type AftermathPorts = TellPorts &
  WayOutPorts & { readonly ledger: Pick<Conclusions, 'noteAftermath'> };

/**
 * Tells once what became of the endpoint of a rollout that had timed out, and notes it.
 *
 * @param view undefined if there is no endpoint any more
 */
export async function tellAftermath(
  ports: AftermathPorts,
  rollout: Rollout,
  record: RolloutRecord | undefined,
  conclusion: Conclusion,
  view: EndpointView | undefined,
  at: Instant,
): Promise<void> {
  if (conclusion.outcome !== 'TIMED_OUT' || record?.aftermath !== undefined) return;
  const { nextSteps = [], ...rest } = await withWayOut(ports, rollout, record, conclusion, view);
  const { status, serving } = rest.observed ?? { status: 'missing', serving: null };
  const change = { ...aboutRollout(rollout, at), phase: 'aftermath', status, serving } as const;
  await tell(ports, change, aftermathNotice(rollout, { status, serving, nextSteps }, record?.plan));
  await ports.ledger.noteAftermath(rollout, { at, status, serving, nextSteps });
}
