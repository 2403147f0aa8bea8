import { formatDuration } from '../duration.ts';
import type { Draw } from './draw.ts';
import { drawFrom } from './draw.ts';
import { type ActKind, acts, drawAct } from './draw-act.ts';
import { alarmNames } from './draw-manifest.ts';
import { drawScene, type SceneKind, scenes } from './draw-scene.ts';
import { drawTrouble, type TroubleKind, troubles } from './draw-trouble.ts';

/** A step as a story writes it. */
type WrittenStep = Readonly<Record<string, unknown>> & { readonly at: string };

/** A history, as the story that `npx greenlight simulate` plays. */
export interface History {
  readonly name: string;
  readonly shows: string;
  readonly endpoint: string;
  readonly others: readonly string[];
  readonly alarms: Readonly<Record<string, string>>;
  readonly assumptions: Readonly<Record<string, string>>;
  readonly slack: 'none' | 'bot' | 'webhook';
  readonly quotas: Readonly<Record<string, number>>;
  /** AWS's rates of calls, and the attempts of the SDK. */
  readonly throttling: 'none' | 'as-on-aws';
  readonly retries: 'once' | 'standard';
  readonly manifest: unknown;
  readonly steps: readonly WrittenStep[];
  readonly watched: string;
}

/** Alike, so that whoever takes one for the other is found out. */
const endpoints = [
  'iris',
  'iris-2',
  'Iris2',
  'fraud',
  'iris-eu-west-1-production-shadow-candidate-a',
] as const;

/** Of the first releases, which nothing may refuse, and at which nobody is there to decide. */
const firstManifests = [
  {},
  { keep: 2 },
  { rollout: { strategy: 'canary', step: '1 instance', bake: '5m', finalBake: '5m' } },
] as const;

/** The switches of docs/assumptions.md under which the controller must be right as well. */
const switches = {
  alarmInAlarmAtStart: ['needs-transition'],
  insufficientData: ['trips'],
  rollbackStatus: ['RollingBack'],
  rollbackFailureReason: ['text'],
  lastShiftBake: ['wait-interval-too'],
  trafficShare: ['active-instances'],
  endpointNameCase: ['matched'],
  updateWithoutConfig: ['clears-last'],
  updateShown: ['after-seconds'],
} as const;

/** What has happened so far in a history that is being drawn. */
export interface Drawn {
  readonly draw: Draw;
  readonly endpoints: readonly string[];
  readonly slack: History['slack'];
  /** Labels of what was uploaded, by endpoint; the first serves. */
  readonly uploads: ReadonlyMap<string, string[]>;
  /** How many manifests were put, by endpoint. */
  readonly manifests: Map<string, number>;
}

/**
 * The history of this seed: a swarm. Each has kinds of acts and troubles of its own, and how often each of them comes,
 * so that some histories are all about what the others hardly ever do (Groce et al., "Swarm Testing", ISSTA 2012).
 */
export function drawHistory(seed: number): History {
  const draw = drawFrom(seed);
  const names = ['iris', ...draw.some(endpoints.slice(1), 0.35)];
  if (names.length === 1 && draw.chance(0.7)) names.push(draw.one(endpoints.slice(1)));
  const drawn: Drawn = {
    draw,
    endpoints: names,
    slack: draw.weighted({ none: 5, bot: 4, webhook: 0.5 }),
    uploads: new Map(names.map((name) => [name, [name === 'iris' ? 'v1' : `v1@${name}`]])),
    manifests: new Map(names.map((name) => [name, 1])),
  };
  const actWeights = weightsOf<ActKind>(draw, acts);
  const troubleWeights = weightsOf<TroubleKind>(draw, troubles);
  const sceneWeights = weightsOf<SceneKind>(draw, scenes);
  const staged = draw.one([0, 0.05, 0.12, 0.2]);
  const troubled = draw.one([0, 0.12, 0.2, 0.35]);
  const steps: WrittenStep[] = [];
  const count = draw.int(10, 28);
  let seconds = 0;
  /** How many of the next steps are about a release that has just begun, and its endpoint. */
  let soon = { left: 0, on: names[0] as string };
  while (steps.length < count) {
    const isSoon = soon.left > 0;
    seconds += isSoon ? drawSoon(draw) : drawPause(draw);
    const on = isSoon ? soon.on : draw.one(names);
    soon = { ...soon, left: soon.left - 1 };
    if (draw.chance(staged)) {
      for (const [after, step] of drawScene(drawn, draw.weighted(sceneWeights), on)) {
        seconds += after;
        steps.push({ at: formatDuration(seconds), ...step, ...(on !== 'iris' && { on }) });
      }
      soon = { left: draw.int(0, 2), on };
      continue;
    }
    const kind = draw.weighted(isSoon ? duringARelease : actWeights);
    const act = draw.chance(troubled)
      ? drawTrouble(drawn, draw.weighted(troubleWeights), on)
      : [drawAct(drawn, kind, on) ?? []].flat();
    for (const step of act) {
      steps.push({ at: formatDuration(seconds), ...step, ...(on !== 'iris' && { on }) });
      if ('upload' in step || 'retry' in step || 'rollback' in step) soon = { left: draw.int(0, 4), on };
    }
  }
  return {
    name: `History ${seed}`,
    shows: 'Drawn by chance: the invariants hold.',
    endpoint: 'iris',
    others: names.slice(1),
    alarms: Object.fromEntries(alarmNames.map((name) => [name, 'OK'])),
    assumptions: {
      ...Object.fromEntries(
        draw.some(Object.entries(switches), 0.08).map(([name, values]) => [name, draw.one<string>(values)]),
      ),
      // Only so can an update outlast what it is allowed.
      ...(draw.chance(0.4) && { executionTimeout: 'completes' }),
    },
    slack: drawn.slack,
    // Each first release has two instances, and a shift needs two more.
    quotas: draw.chance(0.1) ? { 'ml.m5.large': names.length * 2 + draw.int(1, 3) } : {},
    manifest: draw.one(firstManifests),
    throttling: draw.chance(0.1) ? 'as-on-aws' : 'none',
    retries: draw.chance(0.3) ? 'standard' : 'once',
    steps,
    watched: '1h',
  };
}

/** What is done about a release that is under way. */
const duringARelease: Readonly<Partial<Record<ActKind, number>>> = {
  decide: 4,
  press: 4,
  follow: 2,
  abort: 2,
  rollback: 1,
  upload: 2,
  manifest: 2,
  defaults: 0.7,
  alarm: 4,
  console: 0.5,
  rescale: 0.5,
  stop: 0.5,
};

/** Seconds: within the same step of a release, a bake, or the time of a gate. */
function drawSoon(draw: Draw): number {
  return draw.chance(0.3) ? draw.int(0, 5) : draw.chance(0.6) ? draw.int(5, 420) : draw.int(420, 2400);
}

/** Each kind is left out of a third of the histories; of the others some come often, some hardly ever. */
function weightsOf<K extends string>(draw: Draw, usual: Readonly<Record<K, number>>): Record<K, number> {
  const weights = Object.entries(usual).map(([name, weight]) => [
    name,
    draw.chance(1 / 3) ? 0 : (weight as number) * draw.one([0.3, 1, 1, 3]),
  ]);
  return weights.some(([, weight]) => (weight as number) > 0)
    ? (Object.fromEntries(weights) as Record<K, number>)
    : { ...usual };
}

/** Seconds until the next step: at once, within a race, a bake, a gate, a day. */
function drawPause(draw: Draw): number {
  const kind = draw.weighted({ none: 2, race: 3, bake: 4, gate: 2, day: 0.3 });
  switch (kind) {
    case 'none':
      return 0;
    case 'race':
      return draw.int(1, 90);
    case 'bake':
      return draw.int(30, 900);
    case 'gate':
      return draw.int(600, 7200);
    case 'day':
      return draw.int(7200, 90_000);
    default:
      return kind satisfies never;
  }
}
