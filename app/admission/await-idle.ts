import type { Announcements } from '../../core/ports/notices.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import { instantAt } from '../../core/values/instant.ts';
import { enterRolloutPhase } from '../notices/enter-rollout-phase.ts';
import { type AnswerWaitsPorts, answerWaits } from '../rollouts/answer-waits.ts';

/**
 * Something else is changing the endpoint (autoscaling, maintenance, a person). The token is stored; then one
 * look finds what has ended in between. A stop from before the token was stored is found here too.
 */
export async function awaitIdle(
  ports: AnswerWaitsPorts & { readonly announcements: Announcements },
  rollout: Rollout,
  token: string,
  now: () => number,
): Promise<{ readonly settled: boolean }> {
  const { ledger, announcements } = ports;
  const { endpoint } = rollout.release;
  const wait = await ledger.armIdle(rollout, token);
  const stop = (await ledger.rollout(endpoint, rolloutName(rollout)))?.stop;
  if (stop !== undefined) {
    await ports.waits.complete<'calm'>(token, { ending: { kind: 'stopped', stop } });
    await ledger.disarm(wait);
    return { settled: true };
  }
  const settled = (await answerWaits(ports, endpoint, [wait], now)).length > 0;
  // If the endpoint is already at rest, or the rollout only has to be settled again, there is no wait.
  if (!settled)
    await enterRolloutPhase({ ledger, announcements }, rollout, phase, instantAt(now()), 'gates-before');
  return { settled };
}

const phase = 'waiting-for-endpoint';
