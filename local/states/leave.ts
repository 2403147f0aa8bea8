import type { HistoryEventType } from '@aws-sdk/client-sfn';
import { dataLimitExceeded } from './failure.ts';
import { outputData } from './history.ts';
import { byteLength, type Json, payloadLimit } from './json.ts';
import { type ScopeExtras, scopeOf } from './scope.ts';
import type { Told } from './spelling.ts';
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
    /** The output if there is no Output field: its text goes on as it is. */
    readonly fallback: Told;
    readonly next: string | undefined;
    readonly extras?: ScopeExtras;
  },
): Promise<Step> {
  const { execution } = visit;
  const { prefix = '', fields, fallback } = how;
  const scope = scopeOf(visit, how.extras);
  const { output, assigned } = await explained(visit, async () => {
    const { evaluator, spelling } = engine;
    const output =
      fields.Output === undefined
        ? fallback
        : spelling.tell(await evaluator.fill(fields.Output, `${prefix}Output`, scope));
    const assigned = await evaluator.fill(fields.Assign ?? {}, `${prefix}Assign`, scope);
    for (const { text } of [output, spelling.tell(assigned)]) {
      if (byteLength(text) > payloadLimit) throw dataLimitExceeded(visit.state);
    }
    return { output, assigned };
  });
  const variables = Object.entries(assigned as Readonly<Record<string, Json>>).map(
    ([name, value]) => [name, engine.spelling.tell(value)] as const,
  );
  execution.record(`${visit.type}StateExited` as HistoryEventType, {
    stateExitedEventDetails: {
      name: visit.state,
      ...outputData(output.text),
      ...(variables.length > 0 && {
        assignedVariables: Object.fromEntries(variables.map(([name, { text }]) => [name, text])),
        assignedVariablesDetails: { truncated: false },
      }),
    },
  });
  for (const [name, told] of variables) execution.variables.set(name, told);
  return { output, next: how.next };
}
