import type { Finding } from '../finding.ts';
import type { InstallationFacts } from './installation-facts.ts';
import { readAmong, unreadAmong } from './reading.ts';

/** Whether the workflows are there and take executions. */
export const checkMachines = ({ machines }: InstallationFacts): Finding<'machines'>[] => [
  ...unreadAmong('machines', machines),
  ...readAmong(machines).flatMap(([name, status]): Finding<'machines'>[] =>
    status === 'ACTIVE'
      ? []
      : [
          {
            check: 'machines',
            weight: 'problem',
            found: `${name} is ${status}: no release can begin`,
            todo: 'Deploy again: npx greenlight deploy',
          },
        ],
  ),
];
