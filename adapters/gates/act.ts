import type { GateActions } from '../../core/gates/action-ports.ts';
import { countFleets, type JudgeDependencies } from './judge.ts';
import { askFunction, type LambdaDependencies } from './lambda.ts';
import { countScores, type ScoresDependencies } from './scores.ts';
import { type SmokeDependencies, smokeTest } from './smoke.ts';
import { askWebhook, type WebhookDependencies } from './webhook.ts';

/** Every action that a gate can need: requests to an endpoint, to a webhook, to a function of the user, for metrics, or for captured answers. */
export const gateActions = (
  dependencies: SmokeDependencies &
    WebhookDependencies &
    LambdaDependencies &
    JudgeDependencies &
    ScoresDependencies,
): GateActions => ({
  async act(action, about) {
    switch (action.kind) {
      case 'smoke':
        return smokeTest(dependencies, action, about);
      case 'webhook':
        return askWebhook(dependencies, action, about);
      case 'lambda':
        return askFunction(dependencies, action, about);
      case 'judge':
        return countFleets(dependencies, action, about);
      case 'scores':
        return countScores(dependencies, about);
      default:
        return action satisfies never;
    }
  },
});
