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
        reached.push(
          `${detail.verdict} at ${(detail.gate as { kind: string }).kind}`,
          `${detail.verdict} by ${ways[String(detail.via)] ?? detail.via}`,
        );
        break;
      case 'gate':
      case 'withdrawn':
        reached.push(`${phase} ${(detail.gate as { kind: string }).kind}`);
        break;
      case 'alarm':
      case 'drift':
      case 'defaults':
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

/** How people decide. */
const ways: Readonly<Record<string, string>> = { iam: 'command', slack: 'button', link: 'link' };

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
  'TIMED_OUT, other cause, from going-back',
  'REJECTED, other cause, from queued',
  'approve at approval',
  'reject at approval',
  'approve at hold',
  'reject at hold',
  'withdrawn approval',
  ...['command', 'button', 'link'].flatMap((way) => [`approve by ${way}`, `reject by ${way}`]),
  'alarm',
  'drift',
  'manifest',
  'defaults',
  'misplaced',
  'aftermath',
  // Every way out of a state that fails or waits too long (statemachines/rollout.asl.json).
  ...['Resolve', 'Admit', 'Settle', 'OpenGates', 'AwaitGate', 'Prepare', 'AwaitIdle', 'ShiftTraffic'].map(
    (state) => `caught: ${state} failed → Conclude`,
  ),
  ...['AwaitAgain', 'OpenGatesAfter', 'AwaitGateAfter', 'ShiftBack'].map(
    (state) => `caught: ${state} failed → Conclude`,
  ),
  ...['Admit', 'AwaitIdle', 'AwaitAgain', 'ShiftBack'].map(
    (state) => `caught: ${state} timed out → Conclude`,
  ),
  'caught: AwaitGate timed out → OpenGates',
  'caught: AwaitGateAfter timed out → OpenGatesAfter',
  'caught: ShiftTraffic failed → AwaitAgain',
  'caught: ShiftTraffic timed out → AwaitAgain',
];

/** Of the calls that functions made, those at which one was killed, and those at which none was. */
export function crashPointsOf(reached: ReadonlyMap<string, number>): {
  readonly killed: readonly string[];
  readonly never: readonly string[];
} {
  const calls = [...reached.keys()].flatMap((what) => /^call: (.+)$/.exec(what)?.[1] ?? []).sort();
  const isKilled = (call: string) => reached.has(`killed: ${call}`);
  return { killed: calls.filter(isKilled), never: calls.filter((call) => !isKilled(call)) };
}
