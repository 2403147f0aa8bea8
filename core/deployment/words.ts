import { type Instant, instantAt } from '../values/instant.ts';
import type { DeploymentState, Owner } from './state.ts';
import { whyBackText } from './why-back.ts';

/** What SageMaker does with an endpoint, in words. They fit whichever config serves. */
export interface DeploymentWords {
  /** `baking`, `ending the fleet from before`. */
  readonly doing: string;
  /** Whole sentences: which fleet serves, and what going back would take, or that nothing is left to do. */
  readonly meaning: readonly string[];
}

const names: Readonly<Record<Owner, string>> = {
  release: 'the release',
  before: 'the fleet from before',
  other: 'the fleet of another config',
};
/** `the release's fleet`, where the fleet itself is meant and not its config. */
const fleetNames: Readonly<Record<Owner, string>> = { ...names, release: 'the release’s fleet' };

/** The only source of text about a deployment's state, for messages, panels and notices. */
export function deploymentWords(state: DeploymentState): DeploymentWords {
  const { deployment } = state;
  const [oldOne, newOne] = [names[state.old], names[state.new]];
  const serves = (who: string, how = '') => `${capital(who)} has all traffic${how}.`;
  switch (deployment.kind) {
    case 'none':
      return { doing: '', meaning: [] };
    case 'creating':
      return { doing: 'starting instances', meaning: ['Nothing serves until they are up.'] };
    case 'starting':
      return { doing: `starting instances of ${newOne}`, meaning: [serves(oldOne)] };
    case 'turning-on':
      return { doing: `turning on traffic of ${newOne}`, meaning: [standing(state)] };
    case 'baking':
      return { doing: 'baking', meaning: [standing(state)] };
    case 'final-bake':
      return { doing: 'final bake', meaning: [serves(newOne), standing(state)] };
    case 'ending-old':
      return { doing: `ending ${fleetNames[state.old]}`, meaning: [serves(newOne), endingOld(state)] };
    case 'ending-new':
      return {
        doing: `ending ${fleetNames[state.new]}`,
        meaning: [
          serves(oldOne, ' again'),
          state.old === 'release' ? 'SageMaker could not go back.' : nothingToDo,
        ],
      };
    case 'going-back':
      return {
        doing: 'going back',
        meaning: [`SageMaker gives the traffic back to ${fleetNames[state.old]}.`],
      };
    case 'unclear':
      return {
        doing: unclear[deployment.doing],
        meaning: deployment.back === undefined ? [] : [whyBackText(deployment.back)],
      };
    default:
      return deployment satisfies never;
  }
}

const nothingToDo = 'Nothing to do.';

const unclear = {
  starting: 'starting instances',
  'turning-on': 'turning on traffic',
  ending: 'ending instances that take no traffic',
  changing: 'changing the endpoint',
} as const;

/** Whether the fleet that served is still there to go back to. */
function standing({ old, rolling }: DeploymentState): string {
  return rolling
    ? `Going back takes instances for what has ended of ${fleetNames[old]}: minutes.`
    : `All of ${fleetNames[old]} stands: going back is instant.`;
}

function endingOld(state: DeploymentState): string {
  return state.new === 'release'
    ? `SageMaker looks at no alarm any more: going back takes ${byUpdate}.`
    : nothingToDo;
}

/** How to go back once the fleet from before is gone. */
export const byUpdate = 'an update to the config from before, on a new fleet, which takes minutes';

const capital = (text: string): string => `${text[0]?.toUpperCase()}${text.slice(1)}`;

/**
 * The effect of stopping a rollout during its shift. Undefined if there is none: all goes back already, or
 * there is nothing to go back to.
 */
export function abortEffect(state: DeploymentState): string | undefined {
  const { deployment, rolling, bakes } = state;
  const afterwards = `Once the update is done, the endpoint goes back by ${byUpdate}.`;
  switch (deployment.kind) {
    case 'creating':
    case 'ending-new':
    case 'going-back':
      return undefined;
    case 'none':
      return state.old === 'release'
        ? `The endpoint goes back by ${byUpdate}.`
        : 'If the shift is under way, SageMaker shifts all traffic back.';
    case 'starting':
    case 'turning-on':
      return bakes ? 'SageMaker shifts all traffic back as soon as it bakes.' : afterwards;
    case 'baking':
      return rolling
        ? 'SageMaker shifts all traffic back; instances from before that have ended are started again, which takes minutes.'
        : 'SageMaker shifts all traffic back at once: the fleet from before still stands.';
    case 'final-bake':
      return 'SageMaker shifts all traffic back at once: the fleet from before still stands.';
    case 'ending-old':
      return `SageMaker cannot shift back any more, as the fleet from before ends. ${afterwards}`;
    case 'unclear':
      return 'SageMaker shifts all traffic back as soon as it bakes, if it does not go back already.';
    default:
      return deployment satisfies never;
  }
}

/** A deployment for machines: its kind, its fleets, and the words for it. */
export interface DeploymentView extends DeploymentWords {
  readonly kind: DeploymentState['deployment']['kind'];
  readonly old: Owner;
  readonly new: Owner;
  readonly step?: { readonly number: number; readonly of: number };
  readonly until?: Instant;
}

export function deploymentView(state: DeploymentState): DeploymentView {
  const { kind, step, until } = { step: undefined, until: undefined, ...state.deployment };
  return {
    kind,
    old: state.old,
    new: state.new,
    ...deploymentWords(state),
    ...(step && { step }),
    ...(until !== undefined && { until: instantAt(until) }),
  };
}
