import type { PutMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import type { LocalContext } from '../../../local/context.ts';
import type { InvocationRecord } from '../../../local/lambda/invocation.ts';
import { createLambda } from '../../../local/lambda/lambda.ts';
import type { FunctionSpec } from '../../../local/lambda/local-function.ts';
import type { Handler, LogEntry, Seam } from '../../../local/lambda/seam.ts';
import { createRouter, type Router } from '../../../local/transport/router.ts';
import type { WireService } from '../../../local/transport/wire.ts';
import { clientSettings, localContext } from '../../support/local-service.ts';

export const deadLetters = 'arn:aws:sqs:us-east-1:000000000000:dead-letters';

/** A Lambda whose handlers are given by path, and a dead-letter queue that is an array. */
export function lambdaStory(
  sources: Record<string, (seam: Seam) => Handler> = {},
  others: readonly WireService[] = [],
) {
  const clock = new VirtualClock();
  const context: LocalContext = localContext(clock, 7);
  const letters: { at: number; queueArn: string; body: string; attributes: unknown }[] = [];
  const log: LogEntry[] = [];
  const records: InvocationRecord[] = [];
  const metrics: PutMetricDataCommandInput[] = [];
  let loads = 0;
  const lambda = createLambda(context, {
    router: () => router,
    queues: {
      send: (queueArn, body, attributes) => {
        letters.push({ at: clock.now(), queueArn, body, attributes });
      },
    },
    load: async (handler) => {
      loads += 1;
      const make = sources[handler];
      if (make === undefined) throw new Error(`no source for ${handler}`);
      return { make };
    },
    log: (entry) => log.push(entry),
    onInvocation: (record) => records.push(record),
    putMetricData: (input) => {
      if (input.Namespace?.startsWith('AWS/')) throw new Error('Namespace: taken');
      metrics.push(input);
    },
  });
  const router: Router = createRouter([lambda.wire, ...others]);
  const client = new LambdaClient(clientSettings(router));
  const create = (name: string, spec: Partial<FunctionSpec> = {}) =>
    lambda.createFunction({ name, handler: name, environment: {}, timeoutSeconds: 30, ...spec });
  return { clock, lambda, client, create, letters, log, metrics, records, loads: () => loads };
}
