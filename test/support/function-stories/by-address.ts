import { openedGate } from '../../../core/gates/item.ts';
import { callbackUrl } from '../../../core/links/callback.ts';
import { keyringOf } from '../../../core/links/keyring.ts';
import { make as checkShift } from '../../../functions/check-shift.ts';
import { make as decideGate } from '../../../functions/decide-gate.ts';
import { make as openGates } from '../../../functions/open-gates.ts';
import { eventOf, formAddress, formOf, linksTold } from '../addressed.ts';
import { instant, instantMs } from '../builders.ts';
import { env, type FakeAws, linkKey } from '../fake-aws.ts';
import { atGates, waitingAtGate } from '../gated.ts';
import { inShift, kpi } from '../in-shift.ts';
import { name, rollout, type StoriesOf } from './story.ts';

const approval = { approval: { timeout: '8h', anyoneWithLink: true } };

/** A rollout waits for anybody with a link. Returns where the links lead. */
async function linked(aws: FakeAws) {
  await waitingAtGate(aws, { before: [approval] });
  await aws.ledger.begin(rollout, 'arn', instant);
  return linksTold(aws);
}

/** Stories of signed addresses: their making, and requests to them. */
export const byAddress: StoriesOf = {
  openGates: {
    'giving links to a gate that takes anyone who has one': {
      make: openGates,
      async given(aws) {
        const fence = await atGates(aws, { before: [approval] });
        return () => ({ rollout, fence, stage: 'before' });
      },
    },
  },
  decideGate: {
    'showing what a link would do': {
      make: decideGate,
      async given(aws) {
        const { approve } = await linked(aws);
        return () => eventOf(approve);
      },
    },
    'approving by a link': {
      make: decideGate,
      async given(aws) {
        const { approve } = await linked(aws);
        return () => eventOf(formAddress(approve), formOf(approve));
      },
    },
    'rejecting by a link': {
      make: decideGate,
      async given(aws) {
        const { reject } = await linked(aws);
        return () => eventOf(formAddress(reject), formOf(reject, { reason: 'not now' }));
      },
    },
    'aborting a shift by a link': {
      make: decideGate,
      async given(aws) {
        await inShift(aws, { hold: { anyoneWithLink: true } });
        kpi(aws, 'ALARM');
        await checkShift(aws.seam)({ source: 'greenlight', detail: { endpoint: 'iris' } });
        const { reject } = linksTold(aws);
        return () => eventOf(formAddress(reject), formOf(reject));
      },
    },
    'hearing a webhook answer later': {
      make: decideGate,
      async given(aws) {
        await waitingAtGate(aws, { before: [approval] });
        const place = `gate#${name}#before#1`;
        const asked = { ...openedGate('before', 1, 'webhook', instantMs), acted: 'webhook' } as const;
        await aws.ledger.putGate('iris', name, asked, 0);
        const callback = { endpoint: 'iris', gate: place, expiresAt: instantMs + 3_600_000 };
        const address = callbackUrl(keyringOf([linkKey]), env.DECIDE_URL, callback);
        return () => eventOf(address, { method: 'POST', body: '{"verdict":"pass"}' });
      },
    },
  },
};
