import type { Finding } from '../finding.ts';
import type { InstallationFacts } from './installation-facts.ts';
import { notLookedAt } from './reading.ts';

/** Where commands are sent, which there must be; and where links and buttons lead, which is a setting. */
export function checkAddress({ commands, decisions }: InstallationFacts): Finding<'address'>[] {
  const denied = [commands, decisions].flatMap((reading) =>
    reading.kind === 'denied' ? [reading.right] : [],
  );
  return [
    ...(commands.kind === 'missing'
      ? [
          {
            check: 'address' as const,
            weight: 'problem' as const,
            found:
              'commands have no address: neither a function URL nor an API. Nobody can prove who they are',
            todo: 'Deploy again: npx greenlight deploy (npx greenlight docs settings, addresses)',
          },
        ]
      : []),
    ...(decisions.kind === 'missing'
      ? [
          {
            check: 'address' as const,
            weight: 'note' as const,
            found:
              'no public address: no links in notices and no buttons in Slack; commands decide every gate (addresses.decisions)',
          },
        ]
      : []),
    ...(denied.length === 0 ? [] : [notLookedAt('address', [...new Set(denied)])]),
  ];
}
