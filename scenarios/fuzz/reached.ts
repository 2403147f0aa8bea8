import type { BusEvent } from '../../local/events/event.ts';

/** What a history reached, in words that add up over histories: how rollouts ended, by whom, from where; what people decided. */
export function reachedIn(events: readonly BusEvent[]): string[] {
  const announced = events.filter(
    ({ source, detail }) => source === 'greenlight' && typeof detail.phase === 'string',
  );
  const last = new Map<unknown, string>();
  const reached: string[] = [];
  for (const { detail } of announced) {
    const phase = String(detail.phase);
    switch (phase) {
      case 'concluded':
        reached.push(`${detail.outcome}, ${causeOf(detail)}, from ${last.get(detail.rollout) ?? 'nowhere'}`);
        break;
      case 'decision':
        reached.push(`${detail.verdict} at ${(detail.gate as { kind: string }).kind}`);
        break;
      case 'gate':
      case 'withdrawn':
        reached.push(`${phase} ${(detail.gate as { kind: string }).kind}`);
        break;
      case 'alarm':
      case 'drift':
      case 'manifest':
      case 'misplaced':
      case 'aftermath':
        reached.push(phase);
        break;
      default:
        last.set(detail.rollout, phase);
    }
  }
  return reached;
}

/** The kind of cause, by what the event says of it besides. */
function causeOf({ stop, breaches, problems, cause }: BusEvent['detail']): string {
  const kind = (stop as { kind: string } | undefined)?.kind;
  if (kind !== undefined) return `stopped by ${kind}`;
  if ((breaches as unknown[]).length > 0) return 'alarm';
  if ((problems as unknown[]).length > 0) return 'refused';
  return /live, and no rollback alarm/.test(String(cause)) ? 'live' : 'other cause';
}

/** Ends that must be met sometimes: a run of many histories that misses one of them asks too little. */
export const wanted: readonly string[] = [
  'DEPLOYED, live, from shifting',
  'DEPLOYED, live, from gates-after',
  'ROLLED_BACK, alarm, from shifting',
  'ROLLED_BACK, alarm, from going-back',
  'ROLLED_BACK, stopped by abort, from shifting',
  'ROLLED_BACK, stopped by gate, from shifting',
  'ROLLED_BACK, stopped by gate, from going-back',
  'ROLLED_BACK, other cause, from shifting',
  'REJECTED, refused, from resolving',
  'REJECTED, refused, from admitted',
  'REJECTED, stopped by abort, from queued',
  'REJECTED, stopped by abort, from gates-before',
  'REJECTED, stopped by gate, from gates-before',
  'SUPERSEDED, stopped by superseded, from queued',
  'SUPERSEDED, stopped by superseded, from gates-before',
  'FAILED, other cause, from shifting',
  'TIMED_OUT, other cause, from shifting',
  'approve at approval',
  'reject at approval',
  'approve at hold',
  'reject at hold',
  'withdrawn approval',
  'alarm',
  'drift',
  'manifest',
  'misplaced',
  'aftermath',
];
