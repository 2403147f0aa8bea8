import { andListed } from '../../values/listed.ts';
import type { Finding } from '../finding.ts';
import type { InstallationCheck, Reading, Readings } from './installation-facts.ts';

const again = 'Deploy again: npx greenlight deploy (npx greenlight docs install)';

/** Names of which nothing is there, as one problem; rights that are missing, as one note. */
export function unreadAmong<C extends InstallationCheck, T>(check: C, readings: Readings<T>): Finding<C>[] {
  const entries = Object.entries(readings);
  const missing = entries.filter(([, { kind }]) => kind === 'missing').map(([name]) => name);
  const denied = entries.flatMap(([, reading]) => (reading.kind === 'denied' ? [reading.right] : []));
  return [
    ...(missing.length === 0
      ? []
      : [
          {
            check,
            weight: 'problem' as const,
            found: `not there: ${missing.join(', ')}`,
            todo: again,
          },
        ]),
    ...(denied.length === 0 ? [] : [notLookedAt(check, [...new Set(denied)])]),
  ];
}

/** Those that were read. */
export const readAmong = <T>(readings: Readings<T>): [name: string, value: T][] =>
  Object.entries(readings).flatMap(([name, reading]) =>
    reading.kind === 'read' ? [[name, reading.value] as [string, T]] : [],
  );

/** One thing, by the name that people know. */
export const alone = <T>(name: string, reading: Reading<T>): Readings<T> => ({ [name]: reading });

export const notLookedAt = <C extends InstallationCheck>(
  check: C,
  rights: readonly string[],
): Finding<C> => ({
  check,
  weight: 'note',
  found: `not looked at, since the right ${andListed(rights)} is missing`,
});
