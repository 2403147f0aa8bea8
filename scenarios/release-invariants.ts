import type { BusEvent } from '../local/events/event.ts';
import { noticeFaults } from './custom-notification.ts';
import type { Concluded } from './release-messages.ts';
import type { ReleaseObserver, Sweep } from './release-observer.ts';
import { configOf, type Item, recordOf } from './release-records.ts';
import { patienceMs, replaysOf } from './release-replay.ts';
import { leaks } from './release-secrets.ts';
import type { ReleaseWorld } from './release-world.ts';
import { restOf, truthOf } from './true-endings.ts';

export interface Allowances {
  /** Executions that were stopped on purpose, and so do not end normally. */
  readonly stopped?: readonly string[];
  /** Whether caretakers were stopped on purpose, too. */
  readonly caretakersStopped?: boolean;
  /**
   * Whether a function was killed after a notice and before it recorded that. It then sends the notice again,
   * which no topic or bus can prevent.
   */
  readonly toldAgain?: boolean;
  /** Executions may fail: something that each of their steps needs is gone for longer than a step is tried. */
  readonly executionsFail?: boolean;
  /** AWS takes only so many calls a second. */
  readonly throttled?: boolean;
  /** Instances may be used up. */
  readonly quotas?: boolean;
  /** Whether calls fail and functions are killed on purpose. Their error logs are then no violation. */
  readonly handlersFail?: boolean;
  /**
   * Whether somebody else changes endpoints, configs or models, so that they may differ from what we left.
   */
  readonly meddling?: boolean;
  /** Whether something else updates endpoints, if only their instance counts: one of our calls may come just then. */
  readonly updates?: boolean;
  /** Somebody else deletes configs or models. */
  readonly deletes?: boolean;
  /** Announcements may be lost: phases are announced at most once. */
  readonly lossy?: boolean;
  /** Of the events, those whose repetition must change nothing; all, if it is not said. */
  readonly repeated?: (event: BusEvent) => boolean;
  /** The names of the artifacts' releases that were uploaded to where they belong. */
  readonly uploaded?: readonly string[];
}

/**
 * Which invariants (scenarios/releases/README.md) do not hold, one line each: 1 to 9, 11 and 12. (10 belongs to
 * the stories of gates.) Call it once all rollouts have ended.
 */
export async function violations(
  world: ReleaseWorld,
  witness: ReleaseObserver,
  allowed: Allowances = {},
): Promise<string[]> {
  world.stopLoad();
  await world.clock.advance(patienceMs);
  await world.clock.drive(witness.sweep());
  const ledger = await world.ledger();
  const rollouts = ledger.filter(({ sk }) => String(sk).startsWith('rollout#'));
  return [
    ...witness.unserved.map((instant) => `1: not a serving instance: ${instant}`),
    ...overlaps(witness, rollouts),
    ...(await executionsOf(world, rollouts, allowed)),
    ...endingsOf(world, rollouts, allowed),
    ...witness.endings.flatMap((ending) => truthOf(ending, witness, rollouts, allowed.lossy)),
    ...(allowed.meddling ? [] : restOf(world, witness, rollouts)),
    ...witness.sweeps.flatMap((sweep) => (allowed.deletes ? [] : missingIn(sweep, witness, rollouts))),
    ...leasesOf(ledger),
    ...ledger.filter(({ sk }) => String(sk).startsWith('wait#')).map(({ sk }) => `9: a wait is left: ${sk}`),
    ...(await world.alarmNames())
      .filter((name) => name.includes('-abort-'))
      .map((name) => `9: an abort switch is left: ${name}`),
    ...(allowed.handlersFail ? [] : failuresOf(world, allowed)),
    ...(await replaysOf(world, ledger, allowed.throttled ? 10_000 : 0, allowed.lossy, allowed.repeated)),
    ...unfitNotices(world),
    ...(await leaks(world)),
  ];
}

/** 2: while one rollout's update is under way, no other update begins. */
function* overlaps({ shifts, endings }: ReleaseObserver, rollouts: readonly Item[]): Generator<string> {
  const endOf = (rollout: string): number => {
    const aftermath = recordOf(rollouts, rollout)?.aftermath as { at: string } | undefined;
    const ended = endings.find(({ concluded }) => concluded.rollout === rollout);
    const timedOut = ended?.concluded.outcome === 'TIMED_OUT';
    if (timedOut) return aftermath === undefined ? Number.POSITIVE_INFINITY : Date.parse(aftermath.at);
    return ended?.at ?? Number.POSITIVE_INFINITY;
  };
  for (const shift of shifts) {
    for (const other of shifts) {
      const within =
        other.rollout !== shift.rollout && other.at >= shift.at && other.at < endOf(shift.rollout);
      const same =
        recordOf(rollouts, other.rollout)?.endpoint === recordOf(rollouts, shift.rollout)?.endpoint;
      if (within && same) yield `2: ${other.rollout} began to shift while ${shift.rollout} did`;
    }
  }
}

/**
 * 3: every uploaded artifact has exactly one rollout, and every rollout has one execution, which succeeds.
 */
async function executionsOf(
  world: ReleaseWorld,
  rollouts: readonly Item[],
  { stopped = [], caretakersStopped = false, executionsFail = false, uploaded = [] }: Allowances,
): Promise<string[]> {
  const executions = await world.executions();
  const own = executions.map(({ name }) => name).filter((name) => !name.includes('-care-'));
  const names = rollouts.map(({ name }) => String(name));
  const firsts = names.filter((name) => name.endsWith('-1'));
  return [
    ...own.filter((name) => !names.includes(name)).map((name) => `3: execution ${name} is not in the ledger`),
    ...names.filter((name) => !own.includes(name)).map((name) => `3: rollout ${name} has no execution`),
    ...uploaded
      .filter((release) => firsts.filter((name) => name === `${release}-1`).length !== 1)
      .map((release) => `3: artifact ${release} was lost`),
    ...executions
      .filter(({ name, status }) => status !== 'SUCCEEDED' && !stopped.includes(name))
      .filter(({ status }) => !(executionsFail && status === 'FAILED'))
      .filter(({ name }) => !(caretakersStopped && name.includes('-care-')))
      .map(({ name, status }) => `4: execution ${name} is ${status}`),
  ];
}

/** 4: every rollout has one outcome, which is in the ledger, announced and told. */
function endingsOf(world: ReleaseWorld, rollouts: readonly Item[], { toldAgain }: Allowances): string[] {
  const once = (outcomes: readonly string[]) => (toldAgain ? [...new Set(outcomes)] : outcomes).join();
  return rollouts.flatMap((rollout) => {
    const name = String(rollout.name);
    const outcome = String(rollout.outcome);
    const announced = once(world.concluded(name).map((concluded) => concluded.outcome));
    const told = once(
      world.told
        .filter(({ description }) => description.includes(`Release ${name},`))
        .map(({ phase }) => phase),
    );
    return [
      ...(rollout.toldAt === undefined ? [`4: the end of ${name} was not noted as told`] : []),
      ...(announced === outcome
        ? []
        : [`4: ${name} is ${outcome}, and announced as ${announced || 'nothing'}`]),
      ...(told === outcome ? [] : [`4: ${name} is ${outcome}, and told as ${told || 'nothing'}`]),
    ];
  });
}

/**
 * 4: a notice that a chat would silently drop counts as not told. CloudWatch's own messages have another
 * form.
 */
const unfitNotices = ({ notices }: ReleaseWorld): string[] =>
  notices
    .filter(({ attributes }) => attributes.phase !== undefined)
    .flatMap(({ body, attributes }) => noticeFaults(body, attributes))
    .map((fault) => `4: a chat drops a notice: ${fault}`);

/** 7: configs that are live, pending or kept exist, and so do their models. */
function missingIn(sweep: Sweep, { endings }: ReleaseObserver, rollouts: readonly Item[]): string[] {
  const plans = rollouts.flatMap(({ plan }) => (plan as { config: string; keep: number } | undefined) ?? []);
  const keep = Math.min(...plans.map((plan) => plan.keep));
  const newest = endings
    .filter(({ concluded }) => hasServed(concluded, rollouts) && Date.parse(concluded.at) <= sweep.at)
    // One that was told late ended before others that were told sooner.
    .toSorted((a, b) => Date.parse(a.concluded.at) - Date.parse(b.concluded.at))
    .flatMap(({ concluded }) => configOf(rollouts, concluded.rollout) ?? [])
    .reverse();
  const needed = new Set([
    ...[...new Set(newest)].slice(0, keep),
    ...sweep.standing.flatMap(({ live, pending }) => [...live, ...pending]),
  ]);
  return [...needed].flatMap((config) => {
    const models = sweep.configs.get(config);
    if (models === undefined) return [`7: config ${config} is needed and was deleted`];
    return models
      .filter((model) => !sweep.models.includes(model))
      .map((model) => `7: model ${model} of config ${config} is needed and was deleted`);
  });
}

/** It was deployed; or it came to rest on its config after its time was up. */
const hasServed = ({ outcome, rollout }: Concluded, rollouts: readonly Item[]): boolean =>
  outcome === 'DEPLOYED' ||
  (recordOf(rollouts, rollout)?.aftermath as { serving?: string } | undefined)?.serving === rollout;

/** 8: at the end nobody holds a lease or waits for one. */
const leasesOf = (ledger: readonly Item[]): string[] =>
  ledger
    .filter(({ sk, holder, next }) => sk === 'lease' && (holder !== undefined || next !== undefined))
    .map(({ pk }) => `8: the lease of ${pk} is not free`);

const othersUpdate = /refused: (somebody else's update|Cannot update in-progress endpoint)/;

/**
 * A step that finds its lease gone fails and changes nothing: that is how a late execution ends. If somebody
 * else changes endpoints, a step that finds their update under way fails too, and a caretaker waits for its
 * end.
 */
const failuresOf = (
  world: ReleaseWorld,
  { updates = false, deletes = false, quotas = false }: Allowances,
): string[] =>
  world.handlerErrors
    .filter((error) => !error.includes('failed: LeaseLost:'))
    .filter((error) => !(updates && othersUpdate.test(error)))
    .filter((error) => !(quotas && error.includes('The account-level service limit')))
    // What somebody else has deleted cannot be gone back to.
    .filter((error) => !(deletes && /Could not find (endpoint configuration|model) /.test(error)))
    .map((error) => `a function failed: ${error}`);
