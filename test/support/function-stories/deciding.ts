import type { TokenClaim } from '../../../core/links/signed-link.ts';
import { make as decideGate } from '../../../functions/decide-gate.ts';
import { make as onPress } from '../../../functions/on-press.ts';
import { instant } from '../builders.ts';
import type { FakeAws } from '../fake-aws.ts';
import { waitingAtGate } from '../gated.ts';
import { aboutRollout, aClaim, pressing, requestEvent } from '../pressing.ts';
import { anUploadOf, asked, prepared, serving, shifting, uploaded } from '../rollouts-on-aws.ts';
import { deployed, name, next, plan, previous, rollout, type StoriesOf } from './story.ts';

const approval = (by?: readonly string[]) => ({
  before: [{ approval: { timeout: '8h', ...(by && { by }) } }],
});

/** Stories of button presses in Slack. */
export const deciding: StoriesOf = {
  decideGate: {
    'a press of a button': {
      make: decideGate,
      async given(aws) {
        const { press, requests } = pressing(aws);
        await press(aClaim(aws));
        return () => requestEvent(aws, requests[0]);
      },
    },
  },
  onPress: {
    'approving, by somebody of a group': {
      make: onPress,
      async given(aws) {
        await waitingAtGate(aws, approval(['S0RELEASERS']));
        return pressed(aws, aClaim(aws));
      },
    },
    'approving, by somebody who may not': {
      make: onPress,
      async given(aws) {
        await waitingAtGate(aws, approval(['U0ANA']));
        return pressed(aws, aClaim(aws), 'U0EVE');
      },
    },
    'aborting what shifts': {
      make: onPress,
      async given(aws) {
        serving(aws, previous);
        const { plan: made } = await prepared(aws, await uploaded(aws));
        await shifting(aws, made);
        return pressed(aws, aboutRollout(aws, 'abort', { rollout: made.config }));
      },
    },
    'aborting what waits for its turn': {
      make: onPress,
      async given(aws) {
        serving(aws, previous);
        await shifting(aws, plan);
        await asked(aws, next, 'next');
        return pressed(aws, aboutRollout(aws, 'abort', { rollout: `${next.release.id}-1` }));
      },
    },
    'rolling back': {
      make: onPress,
      countsAttempts: true,
      async given(aws) {
        await deployed(aws, anUploadOf('v0', -60), '2026-01-04T10:00:00.000Z');
        await deployed(aws, rollout, instant);
        serving(aws, name);
        return pressed(aws, aboutRollout(aws, 'roll-back'));
      },
    },
    'rolling back what somebody has deleted': {
      make: onPress,
      async given(aws) {
        await deployed(aws, rollout, instant);
        return pressed(aws, aboutRollout(aws, 'roll-back'));
      },
    },
  },
};

/** The queue's event for a press. Its receiver can reach Slack. */
async function pressed(aws: FakeAws, claim: TokenClaim, user?: string): Promise<() => unknown> {
  const { press, seam } = pressing(aws);
  Object.assign(aws.seam, { fetch: seam.fetch });
  await press(claim, user);
  const Records = aws.sent.map(({ body }, n) => ({ messageId: `message-${n}`, body }));
  return () => ({ Records });
}
