import type { HistoryEventType } from '@aws-sdk/client-sfn';
import { dataLimitExceeded } from './failure.ts';
import { outputData } from './history.ts';
import { byteLength, type Json, payloadLimit } from './json.ts';
import { type ScopeExtras, scopeOf } from './scope.ts';
import type { Spelling, Told } from './spelling.ts';
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
  const { evaluator, spelling } = engine;
  const { output, assigned } = await explained(visit, async () => {
    const output =
      fields.Output === undefined
        ? fallback
        : spelling.tell(await evaluator.fill(fields.Output, `${prefix}Output`, scope));
    const assigned =
      fields.Assign &&
      ((await evaluator.fill(fields.Assign, `${prefix}Assign`, scope)) as typeof fields.Assign);
    const texts = [output.text, ...(assigned === undefined ? [] : [spelling.tell(assigned).text])];
    if (texts.some((text) => byteLength(text) > payloadLimit)) throw dataLimitExceeded(visit.state);
    return { output, assigned };
  });
  const details = { name: visit.state, ...outputData(output.text), ...assignedData(assigned, spelling) };
  execution.record(`${visit.type}StateExited` as HistoryEventType, { stateExitedEventDetails: details });
  if (assigned !== undefined) execution.variables = { ...execution.variables, ...assigned };
  return { output, next: how.next };
}

/** What was assigned, in an event's details: left out where nothing was. */
function assignedData(assigned: Readonly<Record<string, Json>> = {}, spelling: Spelling): object {
  const variables = Object.entries(assigned);
  if (variables.length === 0) return {};
  return {
    assignedVariables: Object.fromEntries(
      variables.map(([name, value]) => [name, spelling.tell(value).text]),
    ),
    assignedVariablesDetails: { truncated: false },
  };
}
