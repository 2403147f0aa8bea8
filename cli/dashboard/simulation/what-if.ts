import type { WhatIf } from '../../../core/dashboard/api.ts';
import { deploymentSchema, type ScenarioDeployment } from '../../../scenarios/deployment.ts';
import type { AnyStory } from '../../../scenarios/load.ts';
import { stepSchema } from '../../../scenarios/release-step.ts';
import { PageError } from '../page-source.ts';

/** What can be switched in a story. */
export interface Switches {
  readonly strategies: readonly string[];
  readonly alarms: readonly string[];
}

/** The usual form of each strategy, as a manifest has it, and as a story of an endpoint has it. */
const strategies = {
  'all-at-once': { strategy: 'all-at-once', finalBake: '5m' },
  canary: { strategy: 'canary', step: '50%', bake: '5m', finalBake: '5m' },
  linear: { strategy: 'linear', step: '25%', bake: '5m', finalBake: '5m' },
  rolling: { strategy: 'rolling', step: '50%', bake: '5m' },
} as const;
type Strategy = keyof typeof strategies;
const isStrategy = (name: string): name is Strategy => Object.hasOwn(strategies, name);

/** A request every five seconds, where a story has none. */
const usualSeconds = 5;
/** The local AWS takes requests one by one: more would only be slow. */
const leastSeconds = 0.05;

export function switchesOf({ kind, story }: AnyStory): Switches {
  const fixed = kind === 'release' && typeof story.manifest === 'string';
  return { strategies: fixed ? [] : Object.keys(strategies), alarms: Object.keys(story.alarms) };
}

/**
 * The same story under other circumstances.
 * @throws PageError if it has no such strategy or alarm
 */
export function withWhatIf(told: AnyStory, whatIf: WhatIf): AnyStory {
  const { strategy, trip } = whatIf;
  const { strategies: known, alarms } = switchesOf(told);
  if (strategy !== undefined && !known.includes(strategy))
    throw new PageError(
      400,
      `strategy: expected ${known.join(', ') || 'none in this story'}, got ${strategy}.`,
    );
  if (trip !== undefined && !alarms.includes(trip.alarm))
    throw new PageError(
      400,
      `trip.alarm: expected ${alarms.join(', ') || 'none in this story'}, got ${trip.alarm}.`,
    );
  switch (told.kind) {
    case 'release':
      return { kind: told.kind, story: releaseWith(told.story, whatIf) };
    case 'endpoint':
      return { kind: told.kind, story: endpointWith(told.story, whatIf) };
    default:
      return told satisfies never;
  }
}

type Story<K extends AnyStory['kind']> = Extract<AnyStory, { kind: K }>['story'];

function releaseWith(story: Story<'release'>, { strategy, trip, traffic }: WhatIf): Story<'release'> {
  const loads = story.steps.some(({ kind }) => kind === 'load');
  const steps = [
    ...(traffic === undefined || loads ? [] : [step(0, { load: `${usualSeconds}s` })]),
    ...story.steps,
    ...(trip === undefined ? [] : [step(trip.atSeconds, { alarm: trip.alarm, becomes: 'ALARM' })]),
  ].map((one) => (traffic === undefined ? one : withTraffic(one, traffic)));
  const { manifest } = story;
  const isOurs = strategy !== undefined && isStrategy(strategy) && typeof manifest === 'object';
  return { ...story, steps, ...(isOurs && { manifest: { ...manifest, rollout: strategies[strategy] } }) };
}

type Step = Story<'release'>['steps'][number];

const step = (atSeconds: number, does: object): Step =>
  stepSchema.parse({ at: `${Math.round(atSeconds)}s`, ...does });

function withTraffic(one: Step, times: number): Step {
  if (one.kind !== 'load' || one.does.load === 'off') return one;
  return { ...one, does: { load: times === 0 ? 'off' : interval(one.does.load, times) } };
}

/** Seconds between two requests, if there are so many times more of them. */
const interval = (seconds: number, times: number): number => Math.max(leastSeconds, seconds / times);

function endpointWith(story: Story<'endpoint'>, { strategy, trip, traffic }: WhatIf): Story<'endpoint'> {
  const { requestEvery: _, deployment, ...rest } = story;
  const requestEvery = requestsOf(story, traffic);
  const other = (given: ScenarioDeployment | undefined): ScenarioDeployment | undefined =>
    strategy !== undefined && isStrategy(strategy)
      ? deploymentSchema.parse({ ...strategies[strategy], alarms: given?.alarms ?? [] })
      : given;
  const deployed = other(deployment);
  const actions = [
    ...story.actions.map((action) =>
      'update' in action && typeof action.update.deployment === 'object'
        ? { ...action, update: { ...action.update, deployment: other(action.update.deployment) } }
        : action,
    ),
    ...(trip === undefined ? [] : [{ at: trip.atSeconds, alarm: trip.alarm, becomes: 'ALARM' as const }]),
  ].sort((a, b) => a.at - b.at);
  return {
    ...rest,
    actions,
    ...(deployed !== undefined && { deployment: deployed }),
    ...(requestEvery !== undefined && { requestEvery }),
  };
}

function requestsOf({ requestEvery }: Story<'endpoint'>, times: number | undefined): number | undefined {
  if (times === undefined) return requestEvery;
  return times === 0 ? undefined : interval(requestEvery ?? usualSeconds, times);
}
