import type { Finding } from '../finding.ts';
import type { InstallationFacts } from './installation-facts.ts';
import { alone, readAmong, unreadAmong } from './reading.ts';

/** Whether the ledger can be read and written. */
export function checkTable({ stage, table }: InstallationFacts): Finding<'table'>[] {
  const one = alone(`greenlight-${stage}-state`, table);
  const works = ['ACTIVE', 'UPDATING'];
  return [
    ...unreadAmong('table', one),
    ...readAmong(one)
      .filter(([, status]) => !works.includes(status))
      .map(
        ([name, status]): Finding<'table'> => ({
          check: 'table',
          weight: 'problem',
          found: `${name} is ${status}: no release can begin`,
          todo: 'Restore it from its backups (point-in-time recovery is on), or have its key enabled again',
        }),
      ),
  ];
}
