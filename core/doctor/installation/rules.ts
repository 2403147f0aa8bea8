import type { Finding } from '../finding.ts';
import type { InstallationFacts } from './installation-facts.ts';
import { readAmong, unreadAmong } from './reading.ts';

/** Whether events reach the functions: a rule that is off, or without a target, loses them silently. */
export function checkRules({ rules }: InstallationFacts): Finding<'rules'>[] {
  const broken = readAmong(rules).flatMap(([name, { enabled, targets }]): Finding<'rules'>[] => {
    if (!enabled)
      return [
        {
          check: 'rules',
          weight: 'problem',
          found: `${name} is off: its events are lost`,
          todo: `aws events enable-rule --name ${name}`,
        },
      ];
    if (targets > 0) return [];
    return [
      {
        check: 'rules',
        weight: 'problem',
        found: `${name} has no target: its events are lost`,
        todo: 'Deploy again: npx greenlight deploy. If CloudFormation sees no change, remove the rule first',
      },
    ];
  });
  return [...unreadAmong('rules', rules), ...broken];
}
