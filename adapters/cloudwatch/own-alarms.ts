import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { OwnAlarms } from '../../core/alarms/own-alarms.ts';
import { deleteAlarms, existing, isOurs, putOwn } from './owned.ts';

/** The managed alarms of one stage on CloudWatch. */
export function cloudWatchOwnAlarms(client: CloudWatchClient, stage: string): OwnAlarms {
  return {
    put: (requests) => putOwn(client, requests),

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
