import { formatDuration } from '../values/duration.ts';
import { type Problem, shown } from '../values/problem.ts';
import { type Check, type Checked, checkInBakes, isRunIn } from './bakes.ts';
import type { GateKind } from './gate.ts';
import { chanceToHitGreen, requestsToHitGreen } from './hitting-green.ts';
import type { ShiftProgress } from './shift.ts';
import { mostRequests, type Smoke, smokeSchemas } from './smoke-config.ts';
import { formatPercent, judgeSmoke } from './smoke-report.ts';

/**
 * A smoke test. In a bake both fleets answer, so the failure may be blue's. It stops the rollout all the
 * same: an endpoint that fails its test should not be released to.
 */
export const smoke: GateKind<Smoke, Checked> = {
  kind: 'smoke',
  stages: ['before', 'during', 'after'],
  schema: (stage) => smokeSchemas[stage],
  endpoints: ({ endpoint }) => (endpoint === undefined ? [] : [endpoint]),
  // Refused early: found at its turn, it would end a rollout that is already live.
  refusals({ endpoint, expect }, { asynchronous, ownNames, expectationFault }) {
    const problems: Problem[] = [];
    const got = expect === undefined ? undefined : expectationFault?.(expect);
    if (got !== undefined) problems.push({ field: 'expect', expected: 'a JSONata expression', got });
    if (endpoint === undefined && asynchronous)
      problems.push({
        field: '',
        expected: 'an endpoint that answers InvokeEndpoint at once',
        got: 'an asynchronous endpoint, where every such request fails',
        fix: 'Take the smoke test out; a soak, or a lambda or webhook that asks by InvokeEndpointAsync, can check it.',
      });
    const own = endpoint === undefined ? undefined : ownNames?.[endpoint];
    if (endpoint !== undefined && own != null && own !== endpoint)
      problems.push({
        field: 'endpoint',
        expected: `"${own}", as the endpoint is called: upper and lower case count`,
        got: shown(endpoint),
      });
    return problems;
  },

  doubt(config, bake) {
    if (!isRunIn(config.at, bake)) return undefined;
    const requests = requestsFor(config, bake.greenShare);
    const chance = chanceToHitGreen(bake.greenShare, requests);
    if (chance < 0.99)
      return `reaches the new fleet with ${formatPercent(chance)} probability: it sends ${requests} requests at most, of which that fleet answers ${formatPercent(bake.greenShare)}`;
    const seconds = Math.ceil((requests * (config.withinMs ?? 0)) / 1000);
    return seconds > bake.seconds
      ? `may take ${formatDuration(seconds)} for ${requests} requests, of the ${formatDuration(bake.seconds)} that it bakes`
      : undefined;
  },

  step(config, seen) {
    const check = checkOf(config, seen.shift);
    if (seen.stage === 'during') return checkInBakes(config.at, seen, check);
    return seen.result === undefined ? check.act() : check.judge(seen.result);
  },
};

/** As many as asked for, or as many as it takes to be sure to reach green. */
const requestsFor = (config: Smoke, greenShare: number): number =>
  Math.min(mostRequests, Math.max(config.requests, requestsToHitGreen(greenShare)));

function checkOf(config: Smoke, shift: ShiftProgress | undefined): Check {
  const greenShare = shift?.kind === 'bake' ? shift.greenShare : 1;
  const requests = requestsFor(config, greenShare);
  const { endpoint, payload, contentType, accept, expect, withinMs } = config;
  return {
    act: () => ({
      kind: 'act',
      action: {
        kind: 'smoke',
        payload,
        contentType,
        requests,
        ...(endpoint !== undefined && { endpoint }),
        ...(accept !== undefined && { accept }),
        ...(expect !== undefined && { expect }),
      },
    }),
    judge: (result) =>
      judgeSmoke(result, {
        requests,
        greenShare,
        ...(expect !== undefined && { expect }),
        ...(withinMs !== undefined && { withinMs }),
      }),
  };
}
