import { type Check, type Checked, checkInBakes } from './bakes.ts';
import type { GateKind } from './gate.ts';
import { requestsToHitGreen } from './hitting-green.ts';
import type { Shift } from './shift.ts';
import { mostRequests, type Smoke, smokeSchemas } from './smoke-config.ts';
import { judgeSmoke } from './smoke-report.ts';

/**
 * A smoke test. In a bake both fleets answer, so a failure may be blue's as well: it stops the rollout all the same,
 * since an endpoint that fails its test is no place to release to.
 */
export const smoke: GateKind<Smoke, Checked> = {
  kind: 'smoke',
  stages: ['before', 'during', 'after'],
  schema: (stage) => smokeSchemas[stage],
  // Found when its turn comes, it would end a rollout that is live already.
  refusals({ expect }, { expectationFault }) {
    const got = expect === undefined ? undefined : expectationFault?.(expect);
    return got === undefined ? [] : [{ field: 'expect', expected: 'a JSONata expression', got }];
  },

  step(config, seen) {
    const check = checkOf(config, seen.shift);
    if (seen.stage === 'during') return checkInBakes(config.at, seen, check);
    return seen.result === undefined ? check.act() : check.judge(seen.result);
  },
};

function checkOf(config: Smoke, shift: Shift | undefined): Check {
  const greenShare = shift?.kind === 'bake' ? shift.greenShare : 1;
  const requests = Math.min(mostRequests, Math.max(config.requests, requestsToHitGreen(greenShare)));
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
