import type { Facts } from '../../core/recording/facts.ts';
import type { Look, Recording } from '../../core/recording/recording.ts';
import { greenPercentOf } from './fleets.ts';
import { msOf } from './time.ts';

/** A stretch of the timeline. */
export interface Segment {
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly kind: 'wait' | 'gate' | 'start' | 'shift' | 'bake' | 'end' | 'back' | 'over';
  readonly label: string;
  /** Per cent of the traffic on the new fleet; null while nothing shifts. */
  readonly green: number | null;
}

type Phase = Facts['phase'];
interface Part extends Pick<Segment, 'kind' | 'label' | 'green'> {
  readonly at: number;
}

const phaseParts: Readonly<Record<Phase, Pick<Segment, 'kind' | 'label'>>> = {
  resolving: { kind: 'wait', label: 'check' },
  queued: { kind: 'wait', label: 'queue' },
  admitted: { kind: 'wait', label: 'prepare' },
  'waiting-for-endpoint': { kind: 'wait', label: 'endpoint busy' },
  'gates-before': { kind: 'gate', label: 'gate' },
  prepared: { kind: 'wait', label: 'prepare' },
  shifting: { kind: 'start', label: 'start' },
  'gates-after': { kind: 'gate', label: 'gate after' },
  'going-back': { kind: 'back', label: 'going back' },
  concluded: { kind: 'over', label: 'over' },
};

/** What happened, stretch by stretch, up to what is `known` or the rollout's end: by the phases, and within a shift by what was seen of the endpoint. */
export function actualSegments({ facts, looks }: Recording, known: number): Segment[] {
  const until = facts.endedAt === null ? known : Math.min(known, msOf(facts.endedAt));
  const phases = Object.entries(facts.phases) as [Phase, string][];
  const entered = phases
    .map(([phase, at]): Part & { phase: Phase } => ({
      ...phaseParts[phase],
      ...{ phase, at: msOf(at), green: null },
    }))
    .sort((a, b) => a.at - b.at);
  const parts: Part[] = entered.flatMap((part, n) => {
    const ends = entered[n + 1]?.at ?? until;
    if (part.phase !== 'shifting' && part.phase !== 'going-back') return [part];
    const within = looks.filter(({ at }) => msOf(at) >= part.at && msOf(at) < ends);
    const seen = within.flatMap((look): Part[] => {
      const found = part.phase === 'shifting' ? partOf(look, facts) : undefined;
      return found === undefined ? [] : [{ ...found, at: msOf(look.at) }];
    });
    return [{ ...part, green: part.phase === 'shifting' ? 0 : null }, ...seen];
  });
  return joined(parts, until);
}

function partOf({ state, fleets }: Look, facts: Facts): Omit<Part, 'at'> | undefined {
  const green = greenPercentOf(fleets, facts.configs) ?? 0;
  const share = `${Math.round(green)} %`;
  switch (state.deployment.kind) {
    case 'creating':
    case 'starting':
      return { kind: 'start', label: 'start', green };
    case 'turning-on':
      return { kind: 'shift', label: `→ ${share}`, green };
    case 'baking':
      return { kind: 'bake', label: `${share} bake`, green };
    case 'final-bake':
      return { kind: 'bake', label: 'final bake', green };
    case 'ending-old':
      return { kind: 'end', label: 'blue ends', green };
    case 'ending-new':
      return { kind: 'back', label: 'back on blue', green };
    case 'going-back':
      return { kind: 'back', label: 'going back', green };
    default:
      return undefined;
  }
}

/** Parts as stretches: alike neighbours are one, and what took no time is none. */
function joined(parts: readonly Part[], until: number): Segment[] {
  const segments: Segment[] = [];
  for (const [n, { at, ...part }] of parts.entries()) {
    const to = Math.min(until, parts[n + 1]?.at ?? until);
    const last = segments.at(-1);
    if (to <= at) continue;
    if (last?.label === part.label && last.kind === part.kind)
      segments[segments.length - 1] = { ...last, to };
    else segments.push({ from: at, to, ...part });
  }
  // Nothing follows an end.
  return segments.filter(({ kind }) => kind !== 'over');
}

const plannedKinds = {
  provision: { kind: 'start', label: () => 'start' },
  shift: { kind: 'shift', label: (share: string) => `→ ${share}` },
  bake: { kind: 'bake', label: (share: string) => share },
  'final-bake': { kind: 'bake', label: () => 'final bake' },
  terminate: { kind: 'end', label: () => 'blue ends' },
} as const;

/** What was planned from the shift on. Empty without a plan or a shift. */
export function plannedSegments({ timeline, phases }: Facts): Segment[] {
  if (timeline === null || phases.shifting === undefined) return [];
  const began = msOf(phases.shifting);
  return timeline.phases
    .filter(({ seconds }) => seconds > 0)
    .map(({ kind, startSeconds, seconds, green }) => ({
      from: began + startSeconds * 1000,
      to: began + (startSeconds + seconds) * 1000,
      kind: plannedKinds[kind].kind,
      label: plannedKinds[kind].label(`${Math.round(green.trafficPercent)} %`),
      green: green.trafficPercent,
    }));
}

/** Whether the shift had begun at an instant (epoch milliseconds). Before that, its plan would tell when it begins. */
export const hasBegun = ({ phases }: Facts, at: number): boolean =>
  phases.shifting !== undefined && msOf(phases.shifting) <= at;

/** Epoch milliseconds of the planned end; undefined without a plan or a shift. */
export const plannedEnd = (facts: Facts): number | undefined => plannedSegments(facts).at(-1)?.to;
