import type { CommandFlags } from '../command-flags.ts';
import { managedTagFlag } from '../own-tags.ts';
import type { Plan } from '../plan/plan.ts';
import { type Rollout, versionOf } from '../release.ts';
import type { Conclusion } from './conclusion.ts';
import type { NextStep } from './next-step.ts';

/** The target of `rollback`: its name, and the --to if it needs one. Only if its config and models exist. */
export interface WayBack {
  readonly config: string;
  readonly what: string;
  readonly to?: string;
}

/** Everything that the next steps depend on, at the time when the outcome is told. */
export interface Situation {
  readonly rollout: Rollout;
  readonly conclusion: Conclusion;
  /** The config to deploy and the one that served before; undefined if the rollout never had a plan. */
  readonly plan: Pick<Plan, 'config' | 'previousConfig'> | undefined;
  readonly back: WayBack | undefined;
  readonly flags: CommandFlags;
  /** The endpoint in AWS's console. */
  readonly page: string | undefined;
}

/**
 * What somebody can do about a rollout that ended FAILED or TIMED_OUT. Only steps that are possible now: they
 * depend on what the endpoint showed, and on whether there is something to go back to. Empty for other
 * outcomes, which need no action.
 */
export function wayOut(situation: Situation): NextStep[] {
  const { outcome, urgent } = situation.conclusion;
  if (outcome !== 'FAILED' && outcome !== 'TIMED_OUT') return [];
  const { page } = situation;
  return [
    ...stepsFrom(situation),
    ...(urgent && page !== undefined ? [{ text: 'Look at it', url: page }] : []),
  ];
}

/**
 * What somebody can do about a change that others made: make the endpoint serve again what it served. Only if
 * `rollback` can go to that. While a rollout is at its gates it cannot, and the rollout's own outcome tells
 * the rest.
 *
 * @param back to what served before
 */
export function wayOutOfDrift(
  { endpoint, status }: { readonly endpoint: string; readonly status: string },
  back: WayBack | undefined,
  flags: CommandFlags,
): NextStep[] {
  if (back === undefined) return [];
  const text =
    status === 'UpdateRollbackFailed' ? `To have all of it serve ${back.what}` : `To go back to ${back.what}`;
  return [greenlight(endpoint, flags, text, 'rollback', toOf(back))];
}

function stepsFrom(situation: Situation): NextStep[] {
  const { observed } = situation.conclusion;
  // Nothing was asked of the endpoint.
  if (observed === undefined)
    return [again(situation, 'Once the cause of the refusal is fixed, to try again')];
  const { status, serving } = observed;
  switch (status) {
    case 'missing':
      return anew(situation, 'To');
    case 'InService':
      return inService(situation, serving);
    case 'UpdateRollbackFailed':
      return mixed(situation);
    case 'Deleting':
      return anew(situation, 'Once it is gone, to');
    case 'Failed':
    case 'OutOfService':
      return [aws(situation, 'It can only be deleted', 'delete-endpoint'), ...anew(situation, 'Then, to')];
    default: {
      // Creating, Updating, SystemUpdating, RollingBack, and any status that AWS adds.
      const text =
        'SageMaker takes no other update before the endpoint has come to rest; to see how far it is';
      return [greenlight(situation.rollout.release.endpoint, situation.flags, text, 'status')];
    }
  }
}

function inService(situation: Situation, serving: string | null): NextStep[] {
  const { plan, back, rollout } = situation;
  const isRollback = rollout.start.kind === 'rollback';
  if (serving === plan?.config) {
    if (back !== undefined) {
      const step = rollback(situation, `To go back to ${back.what}`);
      // The button names no config, so it fits only if the command needs no --to.
      return [back.to === undefined ? { ...step, action: 'roll-back' } : step];
    }
    return [
      { text: 'There is nothing to go back to: upload a version that works' },
      aws(situation, 'Or, to have nothing serve', 'delete-endpoint'),
    ];
  }
  if (serving === plan?.previousConfig)
    return [again(situation, isRollback ? 'To try the rollback again' : 'To try again')];
  return [
    ...(back === undefined
      ? []
      : [rollback(situation, `If ${serving} is not meant to serve, to go back to ${back.what}`)]),
    again(situation, isRollback ? 'To try the rollback again' : 'To put this release live'),
    { text: 'Who it was is in CloudTrail: UpdateEndpoint' },
  ];
}

/** SageMaker accepts another update, and nothing else repairs it. */
function mixed(situation: Situation): NextStep[] {
  const { back, rollout } = situation;
  const isRollback = rollout.start.kind === 'rollback';
  return [
    isRollback
      ? again(situation, 'To try the rollback again')
      : back === undefined
        ? again(situation, 'To put this release live whole')
        : rollback(situation, `To have all of it serve ${back.what}`),
    { text: 'Or upload a version that works: any update mends it' },
  ];
}

/** There is no endpoint, or soon there will be none. */
function anew(situation: Situation, when: string): NextStep[] {
  const { back, plan, rollout } = situation;
  const needs = 'its manifest needs model and fleet';
  const config = back === undefined ? '' : ` --endpoint-config-name ${back.config}`;
  const byHand =
    back === undefined
      ? []
      : [
          aws(
            situation,
            `${when} have ${back.what} serve again`,
            'create-endpoint',
            `${config} ${managedTagFlag}`,
          ),
        ];
  // The release that did not start was the first one.
  const isBroken = plan?.previousConfig === null;
  const release = isBroken || rollout.start.kind === 'rollback';
  return [
    ...byHand,
    release
      ? { text: `A release makes it anew, and ${needs}: upload a version that works` }
      : again(situation, `A release makes it anew, and ${needs}; for this one`),
  ];
}

/** For a rollback its config is named, because its release may be an unrelated one. */
function again(situation: Situation, text: string): NextStep {
  const { start, release } = situation.rollout;
  if (start.kind === 'rollback')
    return greenlight(release.endpoint, situation.flags, text, 'rollback', ` --to ${start.config}`);
  // Of a longer endpoint name, the id contains only the beginning.
  const named = release.endpoint.length < 40 ? '' : ` --endpoint ${release.endpoint}`;
  return { text, command: `npx greenlight retry ${release.id}${named}${situation.flags.greenlight}` };
}

/** To the config that can be gone back to. */
function rollback(situation: Situation, text: string): NextStep {
  const { rollout, flags, back } = situation;
  return greenlight(rollout.release.endpoint, flags, text, 'rollback', toOf(back));
}

const toOf = (back: WayBack | undefined): string => (back?.to === undefined ? '' : ` --to ${back.to}`);

const greenlight = (
  endpoint: string,
  flags: CommandFlags,
  text: string,
  command: 'rollback' | 'status',
  more = '',
): NextStep => ({
  text,
  command: `npx greenlight ${command} ${endpoint}${more}${flags.greenlight}`,
});

const aws = (
  { rollout, flags }: Situation,
  text: string,
  operation: 'delete-endpoint' | 'create-endpoint',
  more = '',
): NextStep => ({
  text,
  command: `aws sagemaker ${operation} --endpoint-name ${rollout.release.endpoint}${more}${flags.aws}`,
});

/** How people call what a config serves: by version and name if a release made it. */
export const whatServes = (config: string, made: Pick<Rollout, 'release' | 'start'> | undefined): string =>
  made === undefined ? config : `${versionOf(made)} (${config})`;
