import type { Finding } from '../finding.ts';
import type { InstallationFacts } from './installation-facts.ts';
import { readAmong, unreadAmong } from './reading.ts';

/** Whether each function is there and can run. A function that nobody called for weeks may be Inactive, which ends by itself. */
export function checkFunctions({ functions }: InstallationFacts): Finding<'functions'>[] {
  const broken = readAmong(functions).flatMap(
    ([name, { state, reason, lastUpdate }]): Finding<'functions'>[] => {
      const why = reason === undefined ? '' : `: ${reason}`;
      if (state === 'Failed' || lastUpdate === 'Failed')
        return [
          {
            check: 'functions',
            weight: 'problem',
            found: `${name} ${state === 'Failed' ? 'is Failed' : 'could not be updated'}${why}`,
            todo: 'Repair what the reason says, and deploy again: npx greenlight deploy',
          },
        ];
      if (state === 'Pending' || lastUpdate === 'InProgress')
        return [{ check: 'functions', weight: 'note', found: `${name} is being updated just now` }];
      return [];
    },
  );
  return [...unreadAmong('functions', functions), ...broken];
}
