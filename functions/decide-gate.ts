import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { pressQueue } from '../adapters/press-queue.ts';
import { secrets } from '../adapters/secrets.ts';
import { answerSlack } from './shared/answer-slack.ts';
import { plainAnswer } from './shared/plain-answer.ts';
import { onAws, type Seam } from './shared/seam.ts';
import { type Route, signedRoutes } from './shared/signed-routes.ts';
import { type UrlAnswer, urlRequestOf } from './shared/url-request.ts';

const envSchema = z.object({ SLACK_SECRET: z.string(), PRESS_QUEUE_URL: z.string() });

/** A message of Slack's at its largest, form-encoded, has some 100 kB; whatever else comes is smaller. */
const mostBytes = 262_144;

/**
 * Decisions that come over the internet, to a URL that anybody may ask: each route proves for itself who asks, or that
 * they hold what is enough.
 */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const slack = {
    secrets: secrets({
      secretsManager: seam.clients(SecretsManagerClient),
      ssm: seam.clients(SSMClient),
      now: () => seam.clock.now(),
    }),
    slackSecret: env.SLACK_SECRET,
    presses: pressQueue(seam.clients(SQSClient), env.PRESS_QUEUE_URL),
    log: seam.log,
  };
  const routes = new Map<string, Route>([
    ['/slack', { methods: ['POST'], answer: (request) => answerSlack(slack, request) }],
    ...signedRoutes(seam),
  ]);

  return async (event: unknown): Promise<UrlAnswer> => {
    const request = urlRequestOf(event);
    const { method, path, body } = request;
    const route = routes.get(path);
    if (route === undefined) return plainAnswer(404, 'There is nothing here.');
    const { methods, answer } = route;
    if (!methods.includes(method)) {
      const allow = methods.join(', ');
      return plainAnswer(405, `Expected ${allow} here, got ${method}.`, { allow });
    }
    if (body.length > mostBytes)
      return plainAnswer(413, `Expected at most ${mostBytes} bytes, got ${body.length}.`);
    return answer(request);
  };
}

export const handler = onAws(make);
