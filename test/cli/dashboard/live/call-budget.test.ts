import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Aws } from '../../../../cli/aws/aws.ts';
import { budgeted, callBudget } from '../../../../cli/dashboard/live/call-budget.ts';

let now: number;
const clock = {
  now: () => now,
  sleep: async (ms: number) => {
    now += ms;
  },
};
beforeEach(() => {
  now = 1000;
});

/** When each of so many calls was allowed. */
async function instants(budget: { take(): Promise<void> }, calls: number): Promise<number[]> {
  const found: number[] = [];
  for (let n = 0; n < calls; n += 1) {
    await budget.take();
    found.push(now);
  }
  return found;
}

describe('the budget of calls', () => {
  it('lets so many through at once, and the next one when the first is a minute old', async () => {
    expect(await instants(callBudget(3, clock), 7)).toEqual([
      1000, 1000, 1000, 61_000, 61_000, 61_000, 121_000,
    ]);
  });

  it('is never exceeded in any minute', async () => {
    const budget = callBudget(10, clock);
    const found: number[] = [];
    for (let n = 0; n < 100; n += 1) {
      now += (n * 7919) % 9000;
      found.push(...(await instants(budget, 1)));
    }
    for (const from of found)
      expect(found.filter((at) => at >= from && at < from + 60_000).length).toBeLessThanOrEqual(10);
  });

  it('knows how many are left', async () => {
    const budget = callBudget(3, clock);
    await instants(budget, 2);
    expect(budget.left()).toBe(1);
    now += 60_000;
    expect(budget.left()).toBe(3);
  });

  it('counts every try of a client, since AWS does', async () => {
    let tried = 0;
    const aws = {
      clients: (Client: typeof SageMakerClient) =>
        new Client({
          region: 'us-east-1',
          credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
          maxAttempts: 2,
          retryStrategy: undefined as never,
          requestHandler: {
            handle: async () => {
              tried += 1;
              throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', name: 'TimeoutError' });
            },
          } as never,
        }),
    } as unknown as Aws;
    const budget = callBudget(10, clock);
    const client = budgeted(aws, budget).clients(SageMakerClient);
    await expect(client.send(new DescribeEndpointCommand({ EndpointName: 'iris' }))).rejects.toThrow();
    expect([tried, budget.left()]).toEqual([2, 8]);
  });
});
