import type { GateActions } from '../../core/gates/action-ports.ts';
import { askFunction, type LambdaDependencies } from './lambda.ts';
import { type SmokeDependencies, smokeTest } from './smoke.ts';
import { askWebhook, type WebhookDependencies } from './webhook.ts';

/** Every action that a gate can need: requests to an endpoint, to a webhook, or to a function of the user. */
export const gateActions = (
  dependencies: SmokeDependencies & WebhookDependencies & LambdaDependencies,
): GateActions => ({
  async act(action, about) {
    switch (action.kind) {
      case 'smoke':
        return smokeTest(dependencies, action, about);
      case 'webhook':
        return askWebhook(dependencies, action, about);
      case 'lambda':
        return askFunction(dependencies, action, about);
      default:
        return action satisfies never;
    }
  },
});
