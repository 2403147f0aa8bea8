import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { requestPayloads } from '../../examples/iris/measurements.ts';
import { type Random, seededRandom } from '../../local/random.ts';
import type { RunningLocal } from '../start-local.ts';
import type { LoadCounts } from '../views/snapshot.ts';
import { endpointName } from './story.ts';

export interface Load {
  counts(): LoadCounts;
  stop(): void;
}

/**
 * Sends real invocations over HTTP at `perSecond` (host seconds), each with one row drawn by `random`. It
 * does not wait for earlier answers: a slow model gets no rest, as in production.
 */
function startLoad(
  client: SageMakerRuntimeClient,
  options: { endpoint: string; payloads: readonly string[]; perSecond: number; random: Random },
): Load {
  const { endpoint, payloads, perSecond, random } = options;
  let sent = 0;
  let failed = 0;
  const startedAt = performance.now();

  const sendOne = async () => {
    const Body = payloads[Math.floor(random.next() * payloads.length)] ?? '';
    sent += 1;
    try {
      await client.send(new InvokeEndpointCommand({ EndpointName: endpoint, ContentType: 'text/csv', Body }));
    } catch {
      failed += 1;
    }
  };
  // Timers drift, so compute how many requests are due by now.
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond);
    for (let open = due - sent; open > 0; open -= 1) void sendOne();
  }, 1000 / perSecond);

  return {
    counts: () => ({
      perSecond: sent / Math.max(0.001, (performance.now() - startedAt) / 1000),
      sent,
      failed,
    }),
    stop: () => clearInterval(timer),
  };
}

const requestsPerSecond = 50;

/** Starts the requests of the stories, over HTTP as everybody else's. */
export function flowerLoad(running: RunningLocal): Load {
  const client = new SageMakerRuntimeClient({
    endpoint: running.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    // A slow answer holds none of the others up, and the SDK would warn of each that waits.
    requestHandler: { httpAgent: { maxSockets: 1000 } },
  });
  return startLoad(client, {
    endpoint: endpointName,
    payloads: requestPayloads(),
    perSecond: requestsPerSecond,
    random: seededRandom(7),
  });
}
