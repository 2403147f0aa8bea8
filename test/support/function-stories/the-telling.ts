import type { Seam } from '../../../adapters/lambda/seam.ts';
import { queuedNotice } from '../../../core/notices/messages.ts';
import { chatMessage } from '../../../core/notices/notice.ts';
import { instantAt } from '../../../core/values/instant.ts';
import { make as notifySlack } from '../../../functions/notify-slack.ts';
import { instant } from '../builders.ts';
import { aChange, anEndpointChange, onSlack, queueEvent, slackSecrets } from '../on-slack.ts';
import { serving, shifting } from '../rollouts-on-aws.ts';
import { deployed, name, next, plan, previous, rollout, type StoriesOf } from './story.ts';

/** Lambda delivers unhandled messages again. So a try that leaves messages counts as failed. */
const untilDone = (make: typeof notifySlack) => (seam: Seam) => {
  const handle = make(seam);
  return async (event: unknown) => {
    const { batchItemFailures } = await handle(event);
    if (batchItemFailures.length > 0) throw new Error('to be handed over again');
    return { batchItemFailures };
  };
};

const notice = chatMessage(queuedNotice(rollout, 'v1'));
/** SageMaker's error count, per minute. */
const errorCount = {
  Namespace: 'AWS/SageMaker',
  MetricName: 'Invocation5XXErrors',
  Statistic: 'Sum',
  Period: 60,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanThreshold',
} as const;
const again = (token: string) => ({ received: Number(token.split('~')[1] ?? 1) });

/** Stories of what people are told in Slack. */
export const theTelling: StoriesOf = {
  notifySlack: {
    'a rollout under way, with a notice': {
      make: untilDone(notifySlack),
      async given(aws) {
        onSlack(aws);
        serving(aws, previous);
        await shifting(aws, plan);
        // For an alarm on a metric, the notice shows the value.
        aws.alarms.push({ ...errorCount, AlarmName: 'iris-5xx', StateValue: 'OK' });
        return (token) => queueEvent([aChange(name), notice, anEndpointChange()], again(token));
      },
    },
    'the end of one, after another': {
      make: untilDone(notifySlack),
      async given(aws) {
        onSlack(aws);
        serving(aws, name);
        await deployed(aws, rollout, instant);
        await notifySlack(aws.seam)(queueEvent([aChange(name)]));
        await deployed(aws, next, instantAt(Date.parse(instant) + 3_600_000));
        const end = aChange(`${next.release.id}-1`, 'concluded');
        return (token) => queueEvent([{ ...end, queue: { id: 'm2' } }], again(token));
      },
    },
    'by a webhook': {
      make: untilDone(notifySlack),
      async given(aws) {
        onSlack(aws, slackSecrets.webhook);
        return (token) => queueEvent([notice, aChange(name)], again(token));
      },
    },
    'a channel that is not there': {
      make: untilDone(notifySlack),
      async given(aws) {
        onSlack(aws, { ...slackSecrets.bot, channel: 'C0NOWHERE' });
        serving(aws, previous);
        await shifting(aws, plan);
        return (token) => queueEvent([notice], again(token));
      },
    },
    'Slack is away': {
      isLeft: true,
      make: notifySlack,
      async given(aws) {
        onSlack(aws).setTrouble('down');
        return (token) => queueEvent([notice], again(token));
      },
    },
  },
};
