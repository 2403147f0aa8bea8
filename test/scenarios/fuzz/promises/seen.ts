import type { Promised } from '../../../../scenarios/fuzz/promises/promise.ts';
import type { Act } from '../../../../scenarios/release-acts.ts';

type Judged = Parameters<Promised>[0];
type Step = Judged['observer']['steps'][number];

/** Releases as they are called in ids: `v1` is `iris-000000000001`. */
export const release = (version: string): string => `iris-${version.slice(1).padStart(12, '0')}`;
export const rollout = (version: string, attempt = 1): string => `${release(version)}-${attempt}`;

/** At a minute the config takes all traffic; blue, if SageMaker itself gave it back. */
export const serves = (minute: number, config: string, colour: 'blue' | 'green' = 'green'): Step => ({
  at: minute,
  endpointName: 'iris',
  status: 'InService',
  fleets: [{ colour, configName: config, variantName: 'AllTraffic', instances: 1, active: 1, share: 1 }],
  scaledToZero: false,
  progress: undefined,
  fallback: undefined,
});

/** What was announced to have ended. */
export const ended = (at: number, name: string, outcome: string, stop?: { kind: string; by?: string }) => ({
  at,
  alarmsOn: [],
  concluded: {
    ...{
      at: new Date(at).toISOString(),
      rollout: name,
      release: name.replace(/-\d+$/, ''),
      endpoint: 'iris',
    },
    ...{ outcome, cause: 'why', urgent: false, problems: [], breaches: [] },
    ...(stop && { stop: { by: 'ana', reason: 'no', ...stop } }),
  },
});

type OmitFromEach<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
export const act = (at: number, what: OmitFromEach<Act, 'at' | 'endpoint'>): Act =>
  ({ at, endpoint: 'iris', ...what }) as Act;

/** What a promise is judged by, of which only this is known. */
export function seen(known: {
  readonly steps?: readonly Step[];
  readonly endings?: readonly ReturnType<typeof ended>[];
  readonly shifts?: readonly { at: number; rollout: string; live: readonly string[] }[];
  readonly acts?: readonly Act[];
  readonly announced?: readonly Record<string, unknown>[];
  readonly ledger?: readonly Record<string, unknown>[];
  /** Epoch milliseconds. */
  readonly now?: number;
  readonly remains?: Partial<Judged['remains']>;
  readonly told?: readonly { readonly phase: string; readonly thread: string }[];
  /** On the bus, besides what is announced. */
  readonly events?: readonly Record<string, unknown>[];
  /** The kinds of steps. */
  readonly troubles?: readonly string[];
  readonly hasQuotas?: boolean;
  /** Phases in calls of PutEvents whose answers were lost: `<rollout> <phase>`. */
  readonly unanswered?: readonly string[];
  /** What serves at an instant, as the endpoint itself shows it. */
  readonly stood?: (at: number) => { readonly status: string; readonly live: readonly string[] };
}): Judged {
  const { steps = [], endings = [], shifts = [], acts = [], announced = [], ledger = [] } = known;
  const events = announced.map((detail) => ({ detail }));
  const world = {
    announced: () => events,
    phasesOf: (name: string) =>
      announced.filter((detail) => detail.rollout === name).map(({ phase }) => phase),
  };
  const nothing = { models: [], configs: [], alarms: [], pinned: [], reports: [], uploads: [] };
  const remains = { ...nothing, ...known.remains };
  const { told = [], events: bus = [], troubles = [], hasQuotas = false, unanswered = [] } = known;
  const entries = unanswered.map((text) => {
    const [rollout, phase] = text.split(' ');
    return { Detail: JSON.stringify({ rollout, phase }) };
  });
  return {
    observer: {
      steps,
      endings,
      shifts,
      standingsAt: (_: string, at: number) => [known.stood?.(at) ?? []].flat(),
    },
    ...{ acts, ledger, remains, hasQuotas, isThrottled: false, steps: troubles.map((kind) => ({ kind })) },
    unanswered: [
      { service: 'dynamodb', operation: 'UpdateItem', input: {} },
      { service: 'events', operation: 'PutEvents', input: { Entries: entries } },
    ],
    world: { ...world, told, events: bus, clock: { now: () => known.now ?? 0 } },
  } as unknown as Judged;
}
