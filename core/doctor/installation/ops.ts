import type { Finding } from '../finding.ts';
import type { InstallationFacts } from './installation-facts.ts';
import { notLookedAt } from './reading.ts';

/** The controller's own alarms that are on. */
export function checkOps({ ops }: InstallationFacts): Finding<'ops'>[] {
  if (ops.kind === 'denied') return [notLookedAt('ops', [ops.right])];
  const alarms = ops.kind === 'read' ? ops.value : [];
  return alarms
    .filter(({ state }) => state === 'ALARM')
    .map(({ name }) => ({
      check: 'ops',
      weight: 'warning',
      found: `alarm ${name} is on`,
      todo: 'See what it means and what to do: npx greenlight docs operating ("By alarm")',
    }));
}
