import type { GateActions } from '../../core/gates/action-ports.ts';
import { askFunction, type LambdaDependencies } from './lambda.ts';
import { type SmokeDependencies, smokeTest } from './smoke.ts';
import { askWebhook, type WebhookDependencies } from './webhook.ts';

/** All that gates ask for: requests to an endpoint, a webhook, a function of the user's. */
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
