import type { HistoryEventType } from '@aws-sdk/client-sfn';
import { dataLimitExceeded } from './failure.ts';
import { outputData } from './history.ts';
import { byteLength, type Json, payloadLimit } from './json.ts';
import { type ScopeExtras, scopeOf } from './scope.ts';
import { type Engine, explained, type Step, type Visit } from './visit.ts';

/**
 * Leaves the state: Output and Assign are filled in, both seeing the variables as they were on entry; the exit
 * is recorded; then the variables change.
 *
 * @param prefix where the fields stand, like `Catch[0]/`; empty for the state's own
 * @throws StateFailed if an expression fails or the output is above the payload limit
 */
export async function leave(
  visit: Visit,
  engine: Engine,
  how: {
    readonly prefix?: string;
    readonly fields: {
      readonly Output?: Json | undefined;
      readonly Assign?: Readonly<Record<string, Json>> | undefined;
    };
    /** The output if there is no Output field. */
    readonly fallback: Json;
    readonly next: string | undefined;
    readonly extras?: ScopeExtras;
  },
): Promise<Step> {
  const { execution } = visit;
  const { prefix = '', fields, fallback } = how;
  const scope = scopeOf(visit, how.extras);
  const { output, assigned } = await explained(visit, async () => {
    const output =
      fields.Output === undefined
        ? fallback
        : await engine.evaluator.fill(fields.Output, `${prefix}Output`, scope);
    const assigned = (await engine.evaluator.fill(fields.Assign ?? {}, `${prefix}Assign`, scope)) as Record<
      string,
      Json
    >;
    for (const value of [output, assigned]) {
      if (byteLength(JSON.stringify(value)) > payloadLimit) throw dataLimitExceeded(visit.state);
    }
    return { output, assigned };
  });
  const variables = Object.entries(assigned);
  execution.record(`${visit.type}StateExited` as HistoryEventType, {
    stateExitedEventDetails: {
      name: visit.state,
      ...outputData(JSON.stringify(output)),
      ...(variables.length > 0 && {
        assignedVariables: Object.fromEntries(
          variables.map(([name, value]) => [name, JSON.stringify(value)]),
        ),
        assignedVariablesDetails: { truncated: false },
      }),
    },
  });
  for (const [name, value] of variables) execution.variables.set(name, value);
  return { output, next: how.next };
}
