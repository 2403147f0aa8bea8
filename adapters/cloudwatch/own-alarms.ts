import { type CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { abortSwitchRequest } from '../../core/alarms/abort-switch.ts';
import type { OwnAlarms } from '../../core/alarms/own-alarms.ts';
import { rolloutName } from '../../core/release.ts';
import { deleteAlarms, existing, isOurs, putOwn } from './owned.ts';

/** The managed alarms of one stage on CloudWatch. */
export function cloudWatchOwnAlarms(client: CloudWatchClient, stage: string): OwnAlarms {
  return {
    async put(requests, abortable) {
      if (abortable === undefined) {
        if (requests.length > 0) await putOwn(client, requests);
        return;
      }
      const { endpoint } = abortable.release;
      const abortSwitch = abortSwitchRequest({ stage, endpoint, rollout: rolloutName(abortable) });
      const found = await putOwn(client, [...requests, abortSwitch]);
      // A new alarm is INSUFFICIENT_DATA. A tripped one stays tripped: an abort is not taken back.
      const before = found.find(({ name }) => name === abortSwitch.AlarmName)?.state;
      if (before !== undefined && before !== 'INSUFFICIENT_DATA') return;
      await client.send(
        new SetAlarmStateCommand({
          AlarmName: abortSwitch.AlarmName,
          StateValue: 'OK',
          StateReason: 'Made, and not tripped.',
        }),
      );
    },

    async remove(endpoint, names) {
      const ours: string[] = [];
      for (const alarm of await existing(client, names)) {
        if (await isOurs(client, alarm, { stage, endpoint })) ours.push(alarm.name);
      }
      await deleteAlarms(client, ours);
      return ours;
    },
  };
}
