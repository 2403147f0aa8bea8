import type { Seen } from '../../run-release-story.ts';
import { type Item, isoOf, isTroubled, manifestOf, type Promised } from './promise.ts';

/**
 * An alarm that went off while it mattered had its effect, where no trouble kept its event away: one that asks was answered
 * or its time was up, one that rolls back let nothing pass a soak, and each is announced.
 */
export const alarms: Promised = (seen) =>
  isTroubled(seen) ? [] : seen.observer.shifts.flatMap(ofShift(seen));

const ofShift =
  ({ world, observer, acts, ledger }: Parameters<Promised>[0]) =>
  ({ rollout, at: began }: Seen['observer']['shifts'][number]): string[] => {
    const record = ledger.find(({ sk }) => sk === `rollout#${rollout}`);
    const written = manifestOf(record, acts)?.written as Written | undefined;
    const start = record?.start as { kind: string } | undefined;
    const ended = observer.endings.find(({ concluded }) => concluded.rollout === rollout);
    if (ended === undefined || typeof written !== 'object' || start?.kind === 'rollback') return [];
    const endpoint = String(record?.endpoint);
    const isDeployed = ended.concluded.outcome === 'DEPLOYED';
    const named = written.alarms ?? [{ name: 'errors' }];
    const wentOff = world.events.flatMap(({ 'detail-type': type, detail, time }) => {
      const { value } = (detail.state ?? {}) as { value?: string };
      const alarm = named.find(({ name }) => name === detail.alarmName);
      const at = Date.parse(time);
      return type === 'CloudWatch Alarm State Change' && value === 'ALARM' && alarm !== undefined
        ? [{ alarm, at }]
        : [];
    });
    const shifted = observer.steps.find(
      ({ endpointName, at, status }) => endpointName === endpoint && at > began && status !== 'Updating',
    );
    const items = ledger.flatMap(({ sk, item }) =>
      String(sk).startsWith(`gate#${rollout}#`) ? [item as GateItem] : [],
    );
    return wentOff.flatMap(({ alarm, at }) => {
      const { name, on = 'rollback', hold } = alarm;
      const of = `alarm: ${name} went off at ${isoOf(at)}`;
      const isWithin = at > began && at < (shifted?.at ?? 0);
      if (isWithin && on === 'hold' && isDeployed) {
        // `overridden`: the time was up, and the manifest says to go on then.
        const isAsked = items.some(
          ({ kind, status }) => kind === 'hold' && ['passed', 'overridden'].includes(status),
        );
        if (hold?.meanwhile === 'abort' || !isAsked)
          return [`${of}, and ${rollout} is DEPLOYED though nobody let it go on`];
      }
      const isSoaked = items.some(
        ({ kind, openedAt, settledAt = 0 }) => kind === 'soak' && openedAt < at && at < settledAt,
      );
      if (isSoaked && on === 'rollback' && isDeployed) return [`${of} in a soak, and ${rollout} is DEPLOYED`];
      const isTold = world
        .announced()
        .some(
          ({ detail }) =>
            detail.phase === 'alarm' &&
            detail.endpoint === endpoint &&
            (detail.breach as { name: string }).name === name &&
            Date.parse(String(detail.at)) >= at,
        );
      return isWithin && !isTold ? [`${of} while ${rollout} shifted, and was not announced`] : [];
    });
  };

interface Written {
  readonly alarms?: readonly {
    readonly name?: string;
    readonly on?: string;
    readonly hold?: { readonly meanwhile?: string };
  }[];
}

type GateItem = Item & {
  readonly kind: string;
  readonly status: string;
  readonly openedAt: number;
  readonly settledAt?: number;
};
