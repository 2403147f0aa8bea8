import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { alarmsInRule } from '../../core/alarms/rule-names.ts';
import { breachOf } from '../../core/cloudwatch/breach.ts';
import type { Alarms } from '../../core/ports/alarms.ts';
import { instantAt } from '../../core/values/instant.ts';
import { deepest, findingOf, type ReadAlarms } from './alarm-finding.ts';
import { describeAlarms } from './describe-alarms.ts';
import { measuredIn } from './measured.ts';

/** Reads alarms by name. */
export function cloudWatchAlarms(client: CloudWatchClient): Alarms {
  const describe = async (names: readonly string[]) => {
    const found = await describeAlarms(client, names);
    return {
      metric: found.flatMap(({ metric }) => metric ?? []),
      composite: found.flatMap(({ composite }) => composite ?? []),
    };
  };

  return {
    async find(names) {
      const read: ReadAlarms = { metric: new Map(), composite: new Map(), asked: new Set() };
      // A composite alarm depends on other alarms. Read these too, level by level.
      for (let depth = 0, wanted = names; wanted.length > 0 && depth < deepest; depth += 1) {
        const { metric, composite } = await describe(wanted);
        for (const name of wanted) read.asked.add(name);
        for (const alarm of metric) read.metric.set(alarm.AlarmName ?? '', alarm);
        for (const alarm of composite) read.composite.set(alarm.AlarmName ?? '', alarm);
        const below = composite.flatMap(({ AlarmRule }) => alarmsInRule(AlarmRule ?? ''));
        wanted = [...new Set(below)].filter((name) => !read.asked.has(name));
      }
      return names.map((name) => findingOf(name, read, []));
    },

    async states(names) {
      const { metric, composite } = await describe(names);
      return [...metric, ...composite].flatMap(({ AlarmName, StateValue, StateUpdatedTimestamp }) =>
        AlarmName === undefined || StateValue === undefined
          ? []
          : [{ name: AlarmName, state: StateValue, since: StateUpdatedTimestamp?.getTime() ?? 0 }],
      );
    },

    async breaches(names) {
      const { metric, composite } = await describe(names);
      return [...metric, ...composite]
        .filter((alarm) => alarm.StateValue === 'ALARM')
        .map((alarm) =>
          breachOf(
            alarm.AlarmName ?? '',
            alarm.StateReason ?? '',
            alarm.StateReasonData,
            instantAt(alarm.StateUpdatedTimestamp?.getTime() ?? 0),
            measuredIn(alarm),
          ),
        );
    },
  };
}
