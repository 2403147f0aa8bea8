import { expect, it } from 'vitest';
import { pollClean, pollLags, pollLong, pollRolledBack } from '../../../bench/controller/compare.ts';
import { withoutLambda } from '../../../bench/controller/poll-loop.ts';
import { dollars } from '../../../bench/controller/usage.ts';

it('the loop pays for each look: three transitions every 30 seconds', async () => {
  const { usage, seconds, servingConfig } = await pollClean();
  expect(seconds).toBe(1800);
  expect(servingConfig).toBe('v2');
  // Three calls before it, 60 rounds of three states, and the end.
  expect(usage.transitions).toBe(3 + 60 * 3 + 1);
  expect(usage.calls['sagemaker:DescribeEndpoint']).toBe(60);
  expect(dollars(withoutLambda(usage))).toBeCloseTo(184 * 0.000025, 12);
}, 60_000);

it('over nearly eight hours that makes thousands', async () => {
  const { usage } = await pollLong();
  expect(usage.transitions).toBe(3 + 926 * 3 + 1);
}, 60_000);

it('it takes a rollback for success: the endpoint is InService, on the old config', async () => {
  expect((await pollRolledBack()).servingConfig).toBe('v1');
}, 60_000);

it('it sees an end up to an interval late, half of one on average', async () => {
  const lags = await pollLags();
  expect(lags.toSorted((a, b) => a - b)).toEqual([2, 5, 8, 11, 14, 17, 20, 23, 26, 29]);
}, 60_000);
