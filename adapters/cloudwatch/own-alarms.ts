import { type CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { abortSwitchRequest } from '../../core/alarms/abort-switch.ts';
import type { OwnAlarms } from '../../core/alarms/own-alarms.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import { deleteAlarms, existing, isOurs, putOwn } from './owned.ts';

/** The managed alarms of one stage on CloudWatch. */
export function cloudWatchOwnAlarms(client: CloudWatchClient, stage: string): OwnAlarms {
  const switchOf = (rollout: Rollout) =>
    abortSwitchRequest({ stage, endpoint: rollout.release.endpoint, rollout: rolloutName(rollout) });

  return {
    async find(requests, abortable) {
      const all = [...requests, ...(abortable === undefined ? [] : [switchOf(abortable)])];
      return existing(
        client,
        all.map(({ AlarmName }) => AlarmName),
      );
    },

    async put(requests, abortable, seen) {
      if (abortable === undefined) {
        if (requests.length > 0) await putOwn(client, requests, seen);
        return;
      }
      const abortSwitch = switchOf(abortable);
      const found = await putOwn(client, [...requests, abortSwitch], seen);
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
