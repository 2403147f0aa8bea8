import { brokenModel, goodModel, modelImage, modelRole, restingOf, startLoad } from './endpoint.ts';
import { beyond, type Usage } from './usage.ts';
import { type Concluded, createWorld, type World, type WorldOptions } from './world.ts';

/** The usage of one rollout, and its outcome. */
export interface Scenario {
  readonly outcome: string;
  /** From the upload to the notice of the end, in simulated seconds. */
  readonly seconds: number;
  /**
   * From the endpoint's coming to rest to the notice, in simulated seconds; undefined if nothing was updated.
   */
  readonly lagSeconds: number | undefined;
  readonly usage: Usage;
}

export interface Shape {
  readonly instances: number;
  readonly step: string;
  readonly bake: string;
  readonly finalBake: string;
  readonly timeout: string;
}

/** Five instances, 20 % at a time, five minutes each: 240 + 4 × 300 + 300 + 60 = 1 800 s. */
export const halfAnHour: Shape = {
  instances: 5,
  step: '20%',
  bake: '5m',
  finalBake: '5m',
  timeout: '1h',
};

/**
 * As long as AWS's limit of 8 hours allows: by the longer reading of its waits and with typical instance
 * times, 4 + 10 × 41 + 59 + 1 = 474 minutes. Here: provisioning 34 min, nine bakes of 41 min, one of 59,
 * termination 1 min: 463.
 */
export const eightHours: Shape = {
  instances: 10,
  step: '10%',
  bake: '41m',
  finalBake: '59m',
  timeout: '8h',
};
export const eightHourTimings = { provisioningSeconds: 34 * 60, terminationSeconds: 60 };

export const manifestOf = ({ instances, step, bake, finalBake, timeout }: Shape): string => `
model: { image: '${modelImage}', role: '${modelRole}' }
fleet: { instanceType: ml.m5.large, instanceCount: ${instances} }
rollout: { strategy: linear, step: ${step}, bake: ${bake}, finalBake: ${finalBake}, timeout: ${timeout} }
alarms: [{ name: iris-5xx, on: rollback }]
`;

/** A clean linear rollout on an existing endpoint. */
export const clean = (): Promise<Scenario> =>
  updating(halfAnHour, {}, 'DEPLOYED', (world) => uploadGood(world, 'v2'));

/** The same, but its requests fail: the alarm goes off and SageMaker shifts back. */
export const rolledBack = (): Promise<Scenario> =>
  updating(halfAnHour, {}, 'ROLLED_BACK', async (world) => {
    startLoad(world.aws, world.clock);
    await world.upload('v2', await brokenModel());
  });

/** An upload that is not a model. It is refused before anything is changed. */
export const rejected = (): Promise<Scenario> =>
  updating(halfAnHour, {}, 'REJECTED', (world) => world.upload('v2', Buffer.from('no tarball')));

/** A clean linear rollout that takes nearly eight hours. */
export const long = (): Promise<Scenario> =>
  updating(eightHours, eightHourTimings, 'DEPLOYED', (world) => uploadGood(world, 'v2'));

/**
 * A rollout that starts a minute after another and waits for it: the usage of both minus that of the first
 * alone.
 */
export async function queued(): Promise<Scenario> {
  const first = await clean();
  const world = await readyWorld(halfAnHour, {});
  await uploadGood(world, 'v2');
  await world.clock.advance(60_000);
  const since = world.clock.now();
  const resting = restingOf(world.aws);
  await uploadGood(world, 'v3');
  const end = (await world.ended(3))[2];
  assertOutcome(end, 'DEPLOYED');
  const seconds = ((end?.at ?? Number.NaN) - since) / 1000;
  const lagSeconds = lagOf(end, resting());
  const usage = await world.use();
  await world.close();
  return { outcome: 'DEPLOYED', seconds, lagSeconds, usage: beyond(usage, first.usage) };
}

const uploadGood = async (world: World, version: string): Promise<void> =>
  world.upload(version, await goodModel(version));

/** A world in which v1 is live. The usage so far is not counted. */
async function readyWorld(shape: Shape, timings: NonNullable<WorldOptions['timings']>): Promise<World> {
  const world = await createWorld({ timings });
  await world.uploadManifest(manifestOf(shape));
  await uploadGood(world, 'v1');
  assertOutcome((await world.ended(1))[0], 'DEPLOYED');
  await world.use();
  return world;
}

async function updating(
  shape: Shape,
  timings: NonNullable<WorldOptions['timings']>,
  outcome: string,
  act: (world: World) => Promise<void>,
): Promise<Scenario> {
  const world = await readyWorld(shape, timings);
  const since = world.clock.now();
  const resting = restingOf(world.aws);
  await act(world);
  const end = (await world.ended(2))[1];
  assertOutcome(end, outcome);
  const seconds = ((end?.at ?? Number.NaN) - since) / 1000;
  const lagSeconds = lagOf(end, resting());
  const usage = await world.use();
  await world.close();
  return { outcome, seconds, lagSeconds, usage };
}

const lagOf = (end: Concluded | undefined, resting: number | undefined): number | undefined =>
  end === undefined || resting === undefined ? undefined : (end.at - resting) / 1000;

function assertOutcome(concluded: Concluded | undefined, expected: string): void {
  if (concluded?.outcome === expected) return;
  throw new Error(
    `expected a rollout to end ${expected}, got ${concluded?.outcome} of ${concluded?.rollout}`,
  );
}
