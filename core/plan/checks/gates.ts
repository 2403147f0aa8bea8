import { type Gates, gateProblems } from '../../manifest/gates.ts';
import type { Problem } from '../../problem.ts';
import type { Findings } from '../findings.ts';
import type { WatchedAlarm } from '../watched-alarms.ts';

/** What stands against the gates that a manifest asks for. */
export function checkGates(
  gates: Gates | undefined,
  { allowedGates }: Pick<Findings, 'allowedGates'>,
  watched: readonly WatchedAlarm[],
): Problem[] {
  if (gates === undefined) return [];
  const around = {
    webhookHosts: allowedGates?.webhookHosts ?? [],
    functions: allowedGates?.functions ?? [],
    expectationFault: allowedGates?.expectationFault,
    alarms: watched.filter(({ managed }) => managed === undefined).map(({ name }) => name),
  };
  return [...gateProblems(gates, around), ...inBakes(gates)];
}

/** Nothing runs them yet, and a check that is not run must not look like one. */
const inBakes = ({ during }: Gates): Problem[] =>
  during.length === 0
    ? []
    : [
        {
          field: 'gates.during',
          expected: 'no gates in the bakes: they are not supported yet',
          got: `${during.length}`,
          fix: 'Let a rollback alarm watch the bakes, or put the check under after.',
        },
      ];
