import type { Finding } from '../finding.ts';
import type { InstallationFacts } from './installation-facts.ts';
import { inventoryOf } from './inventory.ts';
import { readAmong, unreadAmong } from './reading.ts';

/** Whether each queue is there, and whether something lies in those of dead letters. */
export function checkQueues({ stage, queues }: InstallationFacts): Finding<'queues'>[] {
  const { deadLetters } = inventoryOf(stage);
  const full = readAmong(queues).filter(([name, { messages }]) => messages > 0 && deadLetters.includes(name));
  return [
    ...unreadAmong('queues', queues),
    ...full.map(
      ([name, { messages }]): Finding<'queues'> => ({
        check: 'queues',
        weight: 'warning',
        found: `${messages} ${messages === 1 ? 'letter' : 'letters'} in ${name}: what was not dealt with`,
        todo: 'Look at them, and hand them back: npx greenlight docs operating',
      }),
    ),
  ];
}
