import type { z } from 'zod';
import { type Definition, machineSchema, type State, type StateType, stateSchemas } from './definition.ts';
import { stateRules } from './state-rules.ts';
import type { Problem } from './problem.ts';

/** Fields of the States Language that only the query language JSONPath has. */
const jsonPathFields = new Set([
  'InputPath', 'OutputPath', 'ResultPath', 'ResultSelector', 'Parameters', 'Result', 'ItemsPath', 'Variable',
  'SecondsPath', 'TimestampPath', 'ErrorPath', 'CausePath', 'TimeoutSecondsPath', 'HeartbeatSecondsPath',
]);

/**
 * Reads a definition's structure: what is covered, with the limits AWS documents. Anything else is a problem
 * that names state and field and says what is covered, so that nothing is silently ignored. The graph and the
 * expressions are looked at afterwards, by the lints.
 */
export function parseDefinition(
  text: string,
): { readonly definition: Definition } | { readonly problems: readonly Problem[] } {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return { problems: [{ code: 'INVALID_JSON_DESCRIPTION', message: (error as Error).message, at: '/' }] };
  }
  const machine = machineSchema.safeParse(document);
  if (!machine.success) return { problems: machine.error.issues.flatMap((issue) => problemsOf(issue, '')) };

  const problems: Problem[] = [];
  const states = new Map<string, State>();
  for (const [name, value] of Object.entries(machine.data.States)) {
    const read = readState(name, value, machine.data.QueryLanguage === 'JSONata');
    if ('state' in read) states.set(name, read.state);
    else problems.push(...read.problems);
  }
  if (problems.length > 0) return { problems };
  const { StartAt, TimeoutSeconds } = machine.data;
  return { definition: { startAt: StartAt, states, timeoutSeconds: TimeoutSeconds } };
}

function readState(
  name: string,
  value: unknown,
  machineIsJsonata: boolean,
): { readonly state: State } | { readonly problems: readonly Problem[] } {
  const at = `/States/${name}`;
  const schemaProblem = (message: string, field = ''): Problem => ({
    code: 'SCHEMA_VALIDATION_FAILED',
    message,
    at: `${at}${field}`,
  });
  if (name.length === 0 || name.length > 80) {
    return { problems: [schemaProblem(`a state's name has 1 to 80 characters, this one has ${name.length}`)] };
  }
  const given = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const type = given.Type;
  if (typeof type !== 'string' || !isStateType(type)) {
    const covered = Object.keys(stateSchemas).join(', ');
    return {
      problems: [
        schemaProblem(`expected a state type that Greenlight's local AWS covers (${covered}), got ${JSON.stringify(type)}`, '/Type'),
      ],
    };
  }
  if (given.QueryLanguage !== 'JSONata' && (given.QueryLanguage !== undefined || !machineIsJsonata)) {
    const language = JSON.stringify(given.QueryLanguage ?? 'JSONPath');
    return {
      problems: [
        schemaProblem(`Greenlight's local AWS covers the QueryLanguage "JSONata" only, and this state's is ${language}; set "QueryLanguage": "JSONata" on the state machine or the state`, '/QueryLanguage'),
      ],
    };
  }
  const parsed = stateSchemas[type].safeParse(value);
  if (!parsed.success) return { problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, at, type)) };
  const broken = stateRules(parsed.data).map((rule) => schemaProblem(rule.message, rule.field));
  return broken.length > 0 ? { problems: broken } : { state: parsed.data };
}

const isStateType = (type: string): type is StateType => Object.hasOwn(stateSchemas, type);

function problemsOf(issue: z.core.$ZodIssue, at: string, type?: StateType): Problem[] {
  const path = `${at}${issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `/${String(part)}`)).join('')}`;
  const problem = (message: string, where = path): Problem => ({
    code: 'SCHEMA_VALIDATION_FAILED',
    message,
    at: where || '/',
  });
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => problem(unknownField(key, issue.path.length === 0 ? type : undefined), `${path}/${key}`));
  }
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => problem(message));
  return [problem(issue.message)];
}

function unknownField(key: string, type: StateType | undefined): string {
  if (jsonPathFields.has(key)) {
    return `The QueryLanguage is set to 'JSONata', but field '${key}' is only supported for the 'JSONPath' QueryLanguage`;
  }
  const covered = type === undefined ? '' : `: of ${type} it covers ${Object.keys(stateSchemas[type].shape).join(', ')}`;
  return `Field '${key}' is not supported by Greenlight's local AWS${covered}`;
}
