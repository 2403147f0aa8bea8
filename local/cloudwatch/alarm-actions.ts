import type { LocalContext } from '../context.ts';
import type { Permissions } from '../iam/iam.ts';
import type { TopicPublisher } from '../ports.ts';
import type { AlarmHistory } from './alarm-history.ts';
import { notificationOf } from './alarm-notification.ts';
import { alarmArn } from './alarm-settings.ts';
import type { AlarmStateChange } from './alarm-state-change.ts';

export interface ActionDependencies {
  readonly history: AlarmHistory;
  readonly topics: TopicPublisher | undefined;
  /** Whether topics let alarms in; without it, all do. */
  readonly permissions?: Pick<Permissions, 'serviceMay'> | undefined;
}

/** Publishes a change to the topics of the alarm's new state; the history tells how each went. */
export function runActions(change: AlarmStateChange, context: LocalContext, deps: ActionDependencies): void {
  const { actionsEnabled, actions } = change.alarm;
  if (!actionsEnabled) return;
  for (const topicArn of actions[change.current.value]) {
    void publish(change, topicArn, context, deps);
  }
}

async function publish(
  change: AlarmStateChange,
  topicArn: string,
  context: LocalContext,
  { history, topics, permissions }: ActionDependencies,
): Promise<void> {
  const note = (summary: string, data: object) =>
    history.add(change.alarm, 'Action', `${summary} ${topicArn}`, JSON.stringify(data));
  const message = notificationOf(change, context);
  try {
    const arn = alarmArn(context, change.alarm.name);
    const refusal = permissions?.serviceMay('cloudwatch.amazonaws.com', arn, 'sns:Publish', topicArn);
    if (refusal !== undefined) throw refusal;
    await topics?.publish(topicArn, message);
    const data = { actionState: 'Succeeded', notificationResource: topicArn, publishedMessage: message.body };
    note('Successfully executed action', data);
  } catch (error) {
    const data = { actionState: 'Failed', notificationResource: topicArn, error: String(error) };
    note('Failed to execute action', data);
  }
}
