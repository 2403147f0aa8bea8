import { make as checkShift } from '../../../functions/check-shift.ts';
import { make as onAlarmEvent } from '../../../functions/on-alarm-event.ts';
import { make as openGates } from '../../../functions/open-gates.ts';
import { instantMs } from '../builders.ts';
import type { FakeAws } from '../fake-aws.ts';
import { bakes, deploymentEvent, inShift, kpi } from '../in-shift.ts';
import { comesToRest } from '../rollouts-on-aws.ts';
import { name, rollout, type StoriesOf } from './story.ts';

const held = () => ({ source: 'greenlight', detail: { endpoint: 'iris', rollout: name, alarm: 'kpi' } });
const timeIsUp = () => ({ hold: { endpoint: 'iris', rollout: name, n: 0, round: 1 } });

/** Makes it so that people were asked ten minutes ago. */
async function unanswered(aws: FakeAws): Promise<void> {
  kpi(aws, 'ALARM');
  await checkShift(aws.seam)(held());
  const [asked] = await aws.ledger.gates('iris', name, 'during');
  if (asked === undefined) throw new Error('nobody was asked');
  const state = { askedAt: instantMs - 600_000 };
  await aws.ledger.putGate('iris', name, { ...asked.item, state, until: instantMs }, asked.revision);
}

/** Stories of the functions at the gates of the shift itself. */
export const inTheShift: StoriesOf = {
  checkShift: {
    'asking an endpoint, a function and a webhook, which is not allowed': {
      make: checkShift,
      async given(aws) {
        await aws.put('models/iris/sample.json', '{"x":1}');
        const { plan } = await inShift(aws, {
          during: [
            { smoke: { payload: 'sample.json' } },
            { lambda: { function: 'greenlight-gate-check' } },
            { webhook: { url: 'https://checks.example.net/ask' } },
          ],
        });
        bakes(aws, plan, 5);
        return deploymentEvent;
      },
    },
    'a payload that is not there': {
      make: checkShift,
      async given(aws) {
        const { plan } = await inShift(aws, {
          during: [{ smoke: { payload: 'missing.json' } }],
        });
        bakes(aws, plan, 5);
        return deploymentEvent;
      },
    },
    'a check in an early bake': {
      make: checkShift,
      async given(aws) {
        const { plan } = await inShift(aws, { during: [{ smoke: { inline: '1', at: 'every-bake' } }] });
        bakes(aws, plan, 1);
        return deploymentEvent;
      },
    },
    'asking people, for whom a link is enough': {
      make: checkShift,
      async given(aws) {
        await inShift(aws, { hold: { anyoneWithLink: true } });
        kpi(aws, 'ALARM');
        return held;
      },
    },
    'nobody answered in time, and a wait from before the shift was left lying about': {
      make: checkShift,
      async given(aws) {
        await inShift(aws, { hold: {} });
        await unanswered(aws);
        await aws.ledger.armIdle(rollout, 'calm-1');
        return timeIsUp;
      },
    },
    'nobody answered in time, and it goes on': {
      make: checkShift,
      async given(aws) {
        await inShift(aws, { hold: { otherwise: 'continue' } });
        await unanswered(aws);
        return timeIsUp;
      },
    },
  },
  openGates: {
    'making up for what was missed in the bakes': {
      make: openGates,
      async given(aws) {
        const during = [{ lambda: { function: 'greenlight-gate-check' } }];
        const { fence, plan } = await inShift(aws, { during, hold: {} });
        comesToRest(aws, plan.config);
        kpi(aws, 'ALARM');
        return () => ({ rollout, fence, stage: 'after' });
      },
    },
  },
  onAlarmEvent: {
    'an alarm that asks people': {
      make: onAlarmEvent,
      async given(aws) {
        await inShift(aws, { hold: {} });
        const event = kpi(aws, 'ALARM');
        return () => event;
      },
    },
  },
};
