import { actsOf, type Item, isoOf, manifestOf, type Promised } from './promise.ts';
import { mayAnswer, namedIn } from './who-may.ts';

/**
 * 10: who stops a rollout or takes a release back by a button in Slack has pressed it, and is among those whom any gate of
 * that rollout names, where one does.
 */
export const presses: Promised = ({ acts, ledger }) =>
  ledger.filter(isRollout).flatMap((record) => {
    const stop = record.stop as { kind: string; by: string; at: string } | undefined;
    const start = record.start as { kind: string; by?: string; at: string };
    return [
      ...(stop?.kind === 'abort' ? [{ did: 'abort', by: stop.by, at: stop.at }] : []),
      ...(start.kind === 'rollback' ? [{ did: 'roll-back', by: start.by, at: start.at }] : []),
    ].flatMap(({ did, by: whoever = '', at }) => {
      const by = /\((U0[A-Z]+)\)$/.exec(whoever)?.[1];
      // By a command, then.
      if (by === undefined) return [];
      const pressed = actsOf(acts, 'press', String(record.endpoint)).filter(
        (act) =>
          // Whoever aborts what has just gone live takes it back; and at the gates after a shift the one is the other.
          ['abort', 'roll-back'].includes(act.action) &&
          act.gate === undefined &&
          act.by === by &&
          !act.forged &&
          act.sentAt <= Date.parse(at) &&
          act.sentAt < act.expiresAt &&
          (did !== 'abort' || act.rollout === record.name),
      );
      const of = `10: ${record.name}: ${did} by ${by} at ${isoOf(Date.parse(at))}`;
      if (pressed.length === 0) return [`${of}, who has not pressed it`];
      const may = pressed.some(({ rollout }) => {
        const about = ledger.find(({ sk }) => sk === `rollout#${rollout}`);
        const named = namedIn(manifestOf(about, acts)?.written);
        return mayAnswer({ by, via: 'slack' }, named === undefined ? {} : { by: named });
      });
      return may ? [] : [`${of}, who may not`];
    });
  });

const isRollout = ({ sk }: Item): boolean => String(sk).startsWith('rollout#');
