import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { localAccount, localRegion } from '../../../local/context.ts';
import { seededRandom } from '../../../local/random.ts';
import { defaultAssumptions } from '../../../local/sagemaker/assumptions.ts';
import type { Endpoint } from '../../../local/sagemaker/endpoint.ts';
import { unlaunched } from '../../../local/sagemaker/fleet.ts';
import { fleetSpecOf } from '../../../local/sagemaker/fleet-spec.ts';
import { invoke } from '../../../local/sagemaker/invoke.ts';
import { runtimeWire } from '../../../local/sagemaker/runtime-wire.ts';
import { text, utf8 } from '../../../local/transport/wire.ts';

type Invoke = Parameters<typeof runtimeWire>[1];

const random = seededRandom(7);
const context = { clock: new VirtualClock(), random, account: localAccount, region: localRegion };

/** What an invocation of `iris` is answered, over `invoking`. */
async function answered(invoking: Invoke, path = '/endpoints/iris/invocations') {
  const response = await runtimeWire(random, invoking).handle({
    method: 'POST',
    path,
    query: new URLSearchParams(),
    headers: { 'x-amzn-sagemaker-target-variant': 'A', 'x-amzn-sagemaker-inference-id': 'id' },
    body: utf8('5.1'),
  });
  return {
    status: response.status,
    error: response.headers['x-amzn-errortype'],
    body: text(response.body),
  };
}

describe('an invocation over the wire', () => {
  it('names the endpoint, the target variant and what the model gets', async () => {
    const seen: unknown[] = [];
    await answered(async (endpointName, request) => {
      seen.push(endpointName, request);
      return { headers: {}, body: utf8('setosa'), variantName: 'A' };
    }, '/endpoints/ir%69s/invocations');
    expect(seen).toEqual([
      'iris',
      { body: utf8('5.1'), headers: { 'x-amzn-sagemaker-inference-id': 'id' }, targetVariant: 'A' },
    ]);
  });

  it('is an InternalFailure if the local AWS itself fails', async () => {
    const { status, error, body } = await answered(async () => {
      throw new TypeError('a fault');
    });
    expect([status, error]).toEqual([500, 'InternalFailure']);
    expect(JSON.parse(body).Message).toContain('a fault');
  });

  it('is ServiceUnavailable if the endpoint serves and no instance is there', async () => {
    const variant = { VariantName: 'A', ModelName: 'm', InitialInstanceCount: 1 };
    const endpoint: Endpoint = {
      name: 'iris',
      arn: 'arn',
      tags: [],
      createdAt: 0,
      lastModifiedAt: 0,
      activity: { kind: 'in-service' },
      live: unlaunched('c', [fleetSpecOf('c', variant, { Image: 'i' }, 0, {})]),
      failureReason: undefined,
      lastDeploymentConfig: undefined,
    };
    const deps = {
      context,
      metrics: { record() {} },
      assumptions: defaultAssumptions,
      capture: { record() {} },
      stopwatch: () => 0,
      inFlight: new Map(),
      shown: () => undefined,
    };
    expect(await answered((name, request) => invoke(endpoint, name, request, deps))).toEqual({
      status: 503,
      error: 'ServiceUnavailable',
      body: '{"Message":"The service is unavailable. Try your call again."}',
    });
  });
});
