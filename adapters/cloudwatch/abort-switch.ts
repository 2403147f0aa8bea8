import {
  type CloudWatchClient,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { abortDatum, abortSwitchName } from '../../core/alarms/abort-switch.ts';
import type { AbortSwitch } from '../../core/ports/alarms.ts';
import { truncate } from '../../core/values/plain-text.ts';
import { deleteAlarms, existing, isMissing, isOurs } from './owned.ts';

/** SetAlarmState's StateReason takes 0 to 1023 characters. */
const longestReason = 1023;

/** The abort switches of one stage on CloudWatch. */
export function cloudWatchAbortSwitch(
  client: CloudWatchClient,
  stage: string,
): AbortSwitch & { state(rolloutName: string): Promise<string | undefined> } {
  const find = async (rollout: string) => (await existing(client, [abortSwitchName(stage, rollout)]))[0];

  return {
    async trip(_endpoint, name, reason) {
      // The metric goes first: no later evaluation then resets the switch. The state tells SageMaker at once.
      const datum = abortDatum(stage, name);
      await client.send(
        new PutMetricDataCommand({
          ...datum,
          MetricData: datum.MetricData.map((one) => ({ ...one, Dimensions: [...one.Dimensions] })),
        }),
      );
      try {
        await client.send(
          new SetAlarmStateCommand({
            AlarmName: abortSwitchName(stage, name),
            StateValue: 'ALARM',
            StateReason: truncate(reason, longestReason),
          }),
        );
      } catch (error) {
        // Without a switch, no shift runs under it. The stop in the ledger is enough.
        if (!isMissing(error)) throw error;
      }
    },

    async remove(name, ours = false) {
      if (ours) return deleteAlarms(client, [abortSwitchName(stage, name)]);
      const alarm = await find(name);
      if (alarm && (await isOurs(client, alarm, { stage, rollout: name }))) {
        await deleteAlarms(client, [alarm.name]);
      }
    },

    async state(name) {
      return (await find(name))?.state;
    },
  };
}
