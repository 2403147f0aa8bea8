import { deliver } from './deliver.ts';
import { formatDuration } from './duration.ts';
import { caughtIn, crashPointsIn } from './fuzz/crash-points.ts';
import { brokenPromises } from './fuzz/promises/promises.ts';
import { deadLetters, keptReports } from './kept-reports.ts';
import { openWorld, type WorldOptions } from './open-world.ts';
import { Actor } from './release-act.ts';
import type { Act } from './release-acts.ts';
import { allowancesOf } from './release-allowances.ts';
import { handBack } from './release-dead-letters.ts';
import { violations } from './release-invariants.ts';
import { problemText } from './release-messages.ts';
import { ReleaseNames } from './release-names.ts';
import { ReleaseObserver } from './release-observer.ts';
import { Buttons } from './release-presses.ts';
import type { RecordedSnapshot, ReleaseRecord } from './release-record.ts';
import { Recorder } from './release-recorder.ts';
import { readWorld } from './release-snapshot.ts';
import type { StepOf } from './release-step.ts';
import type { ReleaseStory } from './release-story.ts';
import { Troubles } from './release-troubles.ts';
import { ReleaseWorld } from './release-world.ts';

/**
 * Nothing in Greenlight waits longer: the queue two days, an endpoint that somebody else changes four hours.
 */
const longestMs = 5 * 86_400_000;
const pieceMs = 600_000;
/** The longest delay of an event in a history, and the time to see to it. */
const longestDelayMs = 3 * 3_600_000;

/** All that happened, for whoever judges it. */
export interface Seen {
  readonly world: ReleaseWorld;
  readonly observer: ReleaseObserver;
  readonly acts: readonly Act[];
  readonly steps: ReleaseStory['steps'];
  /** Calls that were made, and whose answers were lost. */
  readonly unanswered: Troubles['unanswered'];
  /** Whether the account may run only so many instances. */
  readonly hasQuotas: boolean;
  /** Whether it may make only so many calls a second. */
  readonly isThrottled: boolean;
}

/** A story that was played to its end, in its world as it stands then. */
export interface PlayedStory {
  readonly world: ReleaseWorld;
  /** Where it began: epoch milliseconds of the world's clock. */
  readonly startedAt: number;
}

interface Played extends PlayedStory {
  readonly labels: ReleaseNames;
  readonly witness: ReleaseObserver;
  readonly troubles: Troubles;
  readonly acts: readonly Act[];
  readonly recorder: Recorder;
  readonly looks: readonly RecordedSnapshot[];
}

/**
 * Plays a story with the whole product, deployed from `template` (packaged, parsed) into the local AWS, under
 * a virtual clock, and returns everything that happened. The same story always has the same result. Nothing
 * here knows what the story expects; `release-check.ts` compares.
 *
 * @param transport see `createLocalAws`; a drawn history is always played as it was when it was drawn
 * @param onAccess told of each question to IAM and its answer, from the deployment on
 * @throws Error if the story itself cannot be played: its first release fails, or one of its steps is refused
 */
export function runReleaseStory(
  story: ReleaseStory,
  template: unknown,
  transport: Transport = transportOf(story),
  onAccess?: WorldOptions['onAccess'],
): Promise<ReleaseRecord> {
  return inWorld(story, template, { transport, ...(onAccess && { onAccess }) }, async (world) =>
    recordOf(story, await play(story, world)),
  );
}

/**
 * Plays a story to its end for whoever only looks at it: nothing is checked.
 *
 * @param began told of the world before anything has happened in it
 * @param ended reads the world, which is closed afterwards
 * @throws UnplayableStory if its first release fails; Error if one of its steps is refused
 */
export function playReleaseStory<T>(
  story: ReleaseStory,
  template: unknown,
  began: (world: ReleaseWorld) => void,
  ended: (played: PlayedStory) => Promise<T>,
): Promise<T> {
  return inWorld(story, template, { transport: 'direct' }, async (world) => {
    began(world);
    return ended(await play(story, world));
  });
}

async function inWorld<T>(
  story: ReleaseStory,
  template: unknown,
  options: Pick<WorldOptions, 'transport' | 'onAccess'>,
  use: (world: ReleaseWorld) => Promise<T>,
): Promise<T> {
  const { provisioning, activation, termination, containerRestart, capture } = story.timings;
  const parts = await openWorld({
    template,
    assumptions: story.assumptions as NonNullable<Parameters<typeof openWorld>[0]['assumptions']>,
    quotas: story.quotas,
    throttling: story.throttling,
    retries: story.retries,
    slack: story.slack,
    ...options,
    ...(story.starts !== undefined && { start: Date.parse(story.starts) }),
    ...(story.answered && { answers: story.answered }),
    timings: {
      provisioningSeconds: provisioning,
      activationSeconds: activation,
      terminationSeconds: termination,
      containerRestartSeconds: containerRestart,
      captureSeconds: capture,
    },
  });
  const world = new ReleaseWorld(parts);
  try {
    return await use(world);
  } finally {
    await world.close();
  }
}

type Transport = 'wire' | 'direct';

/** Histories are many; and what a handler calls at the same time comes in another order with the other. */
const transportOf = ({ drawn }: ReleaseStory): Transport => (drawn ? 'direct' : 'wire');

async function play(story: ReleaseStory, world: ReleaseWorld): Promise<Played> {
  const labels = new ReleaseNames();
  const witness = new ReleaseObserver(world, story.drawn);
  const troubles = new Troubles(world, labels);
  const acts: Act[] = [];
  const buttons = new Buttons(world);
  const actor = new Actor(world, labels, story.endpoint, troubles, acts, buttons);
  const actors = new Map([[story.endpoint, actor]]);
  await actor.prepare(story);
  if (story.first !== 'none') await firstRelease({ upload: story.first, as: 'model' }, world, actor);
  for (const other of story.others) {
    const another = new Actor(world, labels, other, troubles, acts, buttons);
    actors.set(other, another);
    await another.begin(story);
    const first = { upload: `${story.first}@${other}`, as: 'model', version: story.first } as const;
    if (story.first !== 'none') await firstRelease(first, world, another);
  }
  await actor.autoscale(story.autoscaled);
  // Advance to a whole minute, when alarms of whole minutes are evaluated.
  await world.clock.advance(60_000 - (world.clock.now() % 60_000));

  const startedAt = world.clock.now();
  const recorder = new Recorder(world, witness, labels, story.endpoint);
  const looks = await playSteps(story, world, labels, actors, recorder);
  await world.clock.advance(story.watched * 1000);
  if (story.drawn) {
    troubles.end();
    // What was delayed is still on its way.
    await world.clock.advance(longestDelayMs);
    await handBack(world);
    // Of an execution's death that nobody was told of, only the next release finds out, and none may come here.
    for (const event of world.lost)
      if (event.source === 'aws.states') await deliver(world, () => world.replay(event));
  }
  await untilAllEnded(world, [...actors.keys()]);
  await witness.settled();
  return { world, startedAt, labels, witness, troubles, acts, recorder, looks };
}

/** Everything that happened, and whether what was promised holds. */
async function recordOf(
  story: ReleaseStory,
  { world, labels, witness, troubles, acts, recorder, looks }: Played,
): Promise<ReleaseRecord> {
  if (!story.drawn) for (const trouble of troubles.unstruck()) recorder.surprise(trouble);
  const kept =
    story.reports === undefined
      ? { reports: {}, letters: [] }
      : { reports: await keptReports(world), letters: await deadLetters(world) };
  const record = await recorder.end(looks, kept);
  const judged = story.drawn
    ? await brokenPromises({
        world,
        observer: witness,
        acts,
        steps: story.steps,
        unanswered: troubles.unanswered,
        hasQuotas: Object.keys(story.quotas).length > 0,
        isThrottled: story.throttling !== 'none',
      })
    : [];
  const reached = story.drawn ? [...crashPointsIn(witness), ...(await caughtIn(world))] : [];
  return {
    ...record,
    reached,
    violations: [...judged, ...(await violations(world, witness, allowancesOf(story, labels)))],
  };
}

/** A story that cannot be played as it is written. */
export class UnplayableStory extends Error {}

async function firstRelease(does: StepOf<'upload'>, world: ReleaseWorld, actor: Actor): Promise<void> {
  const release = await actor.upload(does);
  const { outcome, cause, problems } = await world.ended(release);
  if (outcome !== 'DEPLOYED')
    throw new UnplayableStory(
      [`the first release is ${outcome}: ${cause}`, ...problems.map(problemText)].join('\n'),
    );
}

/** Plays steps and looks in the order of their instants. A look comes after the steps of its instant. */
async function playSteps(
  story: ReleaseStory,
  world: ReleaseWorld,
  labels: ReleaseNames,
  actors: ReadonlyMap<string, Actor>,
  recorder: Recorder,
): Promise<RecordedSnapshot[]> {
  const { clock } = world;
  const start = clock.now();
  const looks: RecordedSnapshot[] = [];
  const due = [
    ...story.steps.map((step) => ({ at: step.at, step, order: 0 })),
    ...story.sees.map((look) => ({ at: look.at, step: undefined, order: 1 })),
  ].sort((a, b) => a.at - b.at || a.order - b.order);
  for (const { at, step } of due) {
    await clock.advance(Math.max(0, start + at * 1000 - clock.now()));
    await clock.settle();
    if (step === undefined) {
      looks.push(await readWorld(world, labels, story.endpoint, at));
    } else {
      recorder.step(step);
      const actor = actors.get(step.on ?? story.endpoint);
      if (actor === undefined) throw new Error(`on: the story has no endpoint ${step.on}`);
      const surprise = await actor.act(step).catch((error: Error) => {
        // What people or consoles try in vain is part of a history.
        if (!story.drawn) throw error;
        return undefined;
      });
      if (surprise !== undefined) recorder.surprise(`at ${formatDuration(at)}: ${surprise}`);
      await clock.settle();
    }
  }
  return looks;
}

/** Until no execution runs, none is about to, and the endpoints are at rest. */
async function untilAllEnded(world: ReleaseWorld, endpoints: readonly string[]): Promise<void> {
  for (let waited = 0; waited < longestMs; waited += pieceMs) {
    await world.clock.advance(pieceMs);
    const executions = await world.executions();
    if (executions.some(({ status }) => status === 'RUNNING')) continue;
    const leases = (await world.ledger()).filter(({ sk }) => sk === 'lease');
    const isAtRest = endpoints.every((name) => !/(ing|Back)$/.test(world.aws.endpoint(name)?.status ?? ''));
    if (isAtRest && leases.every(({ holder }) => holder === undefined)) return;
  }
  // The invariants report whatever has not ended by then.
}
