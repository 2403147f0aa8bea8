import { make as onAlarmEvent } from '../../../functions/on-alarm-event.ts';
import { make as onEndpointEvent } from '../../../functions/on-endpoint-event.ts';
import { make as shiftTraffic } from '../../../functions/shift-traffic.ts';
import { aPlan, aStop, instant, instantMs } from '../builders.ts';
import { refusal } from '../fake-aws.ts';
import { planned, serving, shifting } from '../rollouts-on-aws.ts';
import { deployed, endpointEvent, name, plan, previous, rollout, type StoriesOf, shifted } from './story.ts';

/** Stories of the functions while traffic is shifted. */
export const theShift: StoriesOf = {
  shiftTraffic: {
    'shifting traffic': {
      make: shiftTraffic,
      async given(aws) {
        serving(aws, previous);
        const fence = await planned(aws, plan);
        return (token) => ({ mode: 'shift', token, fence, plan });
      },
    },
    'shifting traffic for somebody who has stopped it': {
      make: shiftTraffic,
      async given(aws) {
        serving(aws, previous);
        const fence = await planned(aws, plan);
        await aws.ledger.stop('iris', name, aStop());
        return (token) => ({ mode: 'shift', token, fence, plan });
      },
    },
    'creating an endpoint': {
      make: shiftTraffic,
      async given(aws) {
        const first = aPlan({ live: undefined });
        const fence = await planned(aws, first);
        return (token) => ({ mode: 'shift', token, fence, plan: first });
      },
    },
    'waiting again, for an end that was missed': {
      make: shiftTraffic,
      async given(aws) {
        const fence = await shifted(aws);
        return (token) => ({ mode: 'await-again', token, fence, plan });
      },
    },
    'going back': {
      make: shiftTraffic,
      async given(aws) {
        const fence = await shifted(aws);
        await aws.ledger.stop('iris', name, aStop());
        await onEndpointEvent(aws.seam)(endpointEvent());
        return (token) => ({ mode: 'back', token, fence, plan });
      },
    },
  },
  onEndpointEvent: {
    'an endpoint’s event that is a verdict': {
      make: onEndpointEvent,
      async given(aws) {
        await shifted(aws);
        return endpointEvent;
      },
    },
    'an endpoint’s event, while AWS throttles': {
      make: onEndpointEvent,
      async given(aws) {
        await shifted(aws);
        aws.on('DescribeEndpoint', () => {
          throw refusal('ThrottlingException', 'Rate exceeded');
        });
        return endpointEvent;
      },
    },
    'an endpoint’s event that is drift': {
      make: onEndpointEvent,
      async given(aws) {
        await deployed(aws, rollout, instant);
        await aws.ledger.keepLastKnownState({
          endpoint: 'iris',
          configName: name,
          status: 'InService',
          lastModified: 0,
        });
        aws.endpoints.set('iris', { status: 'InService', config: 'theirs', modified: instantMs });
        return endpointEvent;
      },
    },
  },
  onAlarmEvent: {
    'an alarm': {
      make: onAlarmEvent,
      async given(aws) {
        serving(aws, previous);
        await shifting(aws, plan);
        await aws.ledger.watchAlarms('iris', plan.alarms);
        const state = { value: 'ALARM', reason: 'r', timestamp: instant };
        return () => ({ detail: { alarmName: 'iris-5xx', state } });
      },
    },
  },
};
