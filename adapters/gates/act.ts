import type { GateActions } from '../../core/gates/action-ports.ts';
import { askFunction, type LambdaMeans } from './lambda.ts';
import { type SmokeMeans, smokeTest } from './smoke.ts';
import { askWebhook, type WebhookMeans } from './webhook.ts';

/** All that gates ask for: requests to an endpoint, a webhook, a function of the user's. */
export const gateActions = (means: SmokeMeans & WebhookMeans & LambdaMeans): GateActions => ({
  async act(action, about) {
    switch (action.kind) {
      case 'smoke':
        return smokeTest(means, action, about);
      case 'webhook':
        return askWebhook(means, action, about);
      case 'lambda':
        return askFunction(means, action, about);
      default:
        return action satisfies never;
    }
  },
});
