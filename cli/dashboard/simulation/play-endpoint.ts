import type { DescribeEndpointOutput } from '@aws-sdk/client-sagemaker';
import { readAlarmStates } from '../../../adapters/recording/read-alarm-states.ts';
import { readFleets } from '../../../adapters/recording/read-fleets.ts';
import { endpointReading } from '../../../adapters/sagemaker/deployment.ts';
import { fleetsOf } from '../../../core/chat/fleets-of.ts';
import { deploymentState } from '../../../core/deployment/state.ts';
import { isResting } from '../../../core/endpoint-status.ts';
import type { Facts } from '../../../core/recording/facts.ts';
import { happenedIn } from '../../../core/recording/happened.ts';
import type { FleetTraffic, Look, Recording } from '../../../core/recording/recording.ts';
import { spanOf } from '../../../core/recording/span.ts';
import { epochMsOf, instantAt } from '../../../core/values/instant.ts';
import type { Outcome } from '../../../core/verdict/conclusion.ts';
import { onlyVariant } from '../../../scenarios/fields.ts';
import { runScenario } from '../../../scenarios/run.ts';
import { configOf, type Scenario } from '../../../scenarios/scenario.ts';
import { endpointName, type World } from '../../../scenarios/world.ts';
import type { Simulated, SimulatedRollout } from './simulated.ts';

/** A look at the endpoint, with the config that it serves by then. */
interface Seen {
  readonly at: number;
  readonly described: DescribeEndpointOutput;
}

/** An update of the story's, with what was seen from it until the next one. */
interface Update {
  /** It is the nth of the story's to that config. */
  readonly n: number;
  readonly config: string;
  readonly before: string;
  readonly from: number;
  readonly seen: readonly Seen[];
  readonly strategy: string | undefined;
  readonly alarms: readonly string[];
}

/**
 * Plays a story of an endpoint alone. There is no controller in it, and so no records: each update is shown as a rollout,
 * with what SageMaker and CloudWatch show of it.
 */
export async function playEndpoint(story: Scenario): Promise<Simulated> {
  const seen: Seen[] = [];
  let simulated: Simulated | undefined;
  /** At rest when it was last asked: then nothing comes any more, and requests would only take time. */
  let rested = false;
  const isOver = (): boolean => {
    const before = rested;
    rested = isResting(seen.at(-1)?.described.EndpointStatus ?? '');
    return before && rested;
  };
  await runScenario(
    story,
    undefined,
    (described, { at }) => seen.push({ at, described }),
    async (world, startedAt) => {
      simulated = await world.clock.drive(read(world, story, seen, startedAt));
    },
    isOver,
  );
  if (simulated === undefined) throw new Error('the story has not ended');
  return simulated;
}

async function read(
  world: World,
  story: Scenario,
  seen: readonly Seen[],
  startedAt: number,
): Promise<Simulated> {
  const now = world.clock.now();
  const rollouts: SimulatedRollout[] = [];
  for (const update of updatesOf(story, seen, startedAt)) {
    const recording = await recordingOf(world, update, story, now);
    const { rollout, version, startedAt: began, endedAt, outcome, cause, start } = recording.facts;
    rollouts.push({
      recording,
      past: { rollout, version, startedAt: began, endedAt, outcome, cause, by: start.by },
    });
  }
  return { startedAt, now, endpoints: [rowOf(seen.at(-1)?.described, rollouts.at(-1), now)], rollouts };
}

function updatesOf(story: Scenario, seen: readonly Seen[], startedAt: number): Update[] {
  const made = story.actions.flatMap((action) => ('update' in action ? [action] : []));
  return made.map(({ at, update }, index) => {
    const next = made[index + 1];
    const from = startedAt + at * 1000;
    const to = next === undefined ? Number.POSITIVE_INFINITY : startedAt + next.at * 1000;
    const before = seen.findLast((one) => one.at <= from)?.described.EndpointConfigName ?? story.start;
    const deployment = update.deployment === 'none' ? undefined : (update.deployment ?? story.deployment);
    return {
      n: made.slice(0, index + 1).filter((one) => one.update.config === update.config).length,
      ...{ config: update.config, before, from },
      seen: seen.filter((one) => one.at >= from && one.at < to),
      strategy: deployment?.strategy,
      alarms: deployment?.alarms ?? [],
    };
  });
}

async function recordingOf(
  { cloudwatch }: World,
  update: Update,
  story: Scenario,
  now: number,
): Promise<Recording> {
  const { seen, from, config, alarms } = update;
  // Whatever is asked for, the endpoint is at work for a moment at least, unless it was refused.
  const began = seen.findIndex(({ described }) => !isResting(described.EndpointStatus ?? ''));
  const end =
    began < 0
      ? seen[0]
      : seen.slice(began).find(({ described }) => isResting(described.EndpointStatus ?? ''));
  const facts = factsOf(update, began < 0 ? undefined : end, now);
  const until = facts.endedAt === null ? now : epochMsOf(facts.endedAt);
  const span = spanOf(from, until, now);
  const written = story.configs[config];
  const variants = written === undefined ? [onlyVariant] : Object.keys(configOf(written).variants);
  const periods = await readFleets(cloudwatch, endpointName, { config, variants }, span);
  const quiet = periods.every(({ green, blue }) => green.requests + blue.requests === 0);
  const traffic: FleetTraffic = quiet
    ? { kind: 'unknown', why: 'The story sends no requests: try other traffic.' }
    : { kind: 'known', periodSeconds: span.periodSeconds, periods, completeUntil: span.to };
  return {
    format: 1,
    asOf: instantAt(now),
    source: 'simulated',
    facts,
    looks: seen.filter(({ at }) => at <= until).map(lookOf),
    traffic,
    alarms: await readAlarmStates(cloudwatch, alarms, span),
    happened: happenedIn(facts),
  };
}

function lookOf({ at, described }: Seen): Look {
  const reading = endpointReading(described);
  const state = deploymentState(reading, undefined);
  return { at: instantAt(at), status: reading.status, fleets: fleetsOf(reading, state), state };
}

function factsOf(
  { n, config, before, from, strategy, alarms }: Update,
  end: Seen | undefined,
  now: number,
): Facts {
  const at = instantAt(from);
  const ended = end === undefined ? null : instantAt(Math.min(end.at, now));
  const name = `${config}-${n}`;
  const teller = 'the story';
  return {
    ...{ endpoint: endpointName, rollout: name, release: config, version: config, attempt: n, before },
    start: { kind: 'upload', by: teller, at },
    ...{ startedAt: at, endedAt: ended, outcome: end === undefined ? null : outcomeOf(end, config) },
    cause:
      end === undefined
        ? null
        : `The endpoint is ${end.described.EndpointStatus} on ${end.described.EndpointConfigName}.`,
    ...{
      urgent: false,
      phase: ended === null ? 'shifting' : 'concluded',
      phases: { resolving: at, shifting: at },
    },
    ...{ problems: [], breaches: [], gates: [], changes: [], links: [] },
    artifact: { kind: 'archive', bucket: 'models', key: `${config}/model.tar.gz`, etag: '', size: 0 },
    ...{ uploadedAt: at, uploadedBy: teller, goesBackTo: null, digest: null, manifest: null },
    strategy: strategy ?? null,
    configs: { green: config, blue: before },
    alarmTexts: alarms.map((alarm) => `${alarm} (rollback)`),
    alarms: alarms.map((alarm) => ({ name: alarm, label: alarm, on: 'rollback' as const })),
    timeline: null,
  };
}

function outcomeOf({ described }: Seen, config: string): Outcome {
  if (described.EndpointStatus !== 'InService') return 'FAILED';
  return described.EndpointConfigName === config ? 'DEPLOYED' : 'ROLLED_BACK';
}

function rowOf(
  described: DescribeEndpointOutput | undefined,
  last: SimulatedRollout | undefined,
  now: number,
): Simulated['endpoints'][number] {
  const config = described?.EndpointConfigName;
  const { rollout, version, endedAt, outcome, cause } = last?.past ?? {};
  const hasEnded = rollout !== undefined && version !== undefined && outcome && endedAt;
  return {
    endpoint: endpointName,
    status: described?.EndpointStatus ?? null,
    serving: config === undefined ? null : { name: config, config, since: null, rollout: null },
    ...{ optedIn: null, judgeOff: false, running: [] },
    last: hasEnded ? { rollout, version, outcome, cause: cause ?? '', endedAt, urgent: false } : null,
    asOf: instantAt(now),
  };
}
