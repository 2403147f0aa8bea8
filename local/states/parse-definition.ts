import type * as z from 'zod';
import { type Definition, machineSchema, type State, type StateType, stateSchemas } from './definition.ts';
import { isJsonObject } from './json.ts';
import { jsonProblem } from './json-scan.ts';
import type { Problem } from './problem.ts';
import { inOurWords } from './schema-words.ts';
import { stateRules } from './state-rules.ts';

/** Fields of the States Language that only the query language JSONPath has. */
const jsonPathFields: ReadonlySet<string> = new Set(
  (
    'InputPath OutputPath ResultPath ResultSelector Parameters Result ItemsPath Variable SecondsPath TimestampPath ' +
    'ErrorPath CausePath TimeoutSecondsPath HeartbeatSecondsPath'
  ).split(' '),
);

/**
 * Reads a definition's structure: what is covered, with the limits AWS documents. Anything else is a problem
 * that names state and field and says what is covered, so that nothing is silently ignored. The graph and the
 * expressions are looked at afterwards, by the lints.
 */
export function parseDefinition(text: string): Definition | readonly Problem[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    const { message, line, column } = jsonProblem(text);
    return [
      {
        code: 'INVALID_JSON_DESCRIPTION',
        message,
        at: `[Source: (String); line: ${line}, column: ${column}]`,
      },
    ];
  }
  if (!isJsonObject(document)) return [schemaProblem('Definition must be a valid JSON object', '')];
  const machine = machineSchema.safeParse(document, { error: inOurWords });
  if (!machine.success) return problemsOf(machine.error.issues, document, '');

  const { StartAt, States, QueryLanguage, TimeoutSeconds } = machine.data;
  const problems: Problem[] = [];
  const states = new Map<string, State>();
  for (const [name, value] of Object.entries(States)) {
    const read = parseState(name, value, QueryLanguage === 'JSONata');
    if ('Type' in read) states.set(name, read);
    else problems.push(...read);
  }
  return problems.length > 0 ? problems : { startAt: StartAt, states, timeoutSeconds: TimeoutSeconds };
}

function parseState(name: string, value: unknown, machineIsJsonata: boolean): State | readonly Problem[] {
  const at = `/States/${name}`;
  if (name.length === 0 || name.length > 80) {
    return [schemaProblem(`a state's name has 1 to 80 characters, this one has ${name.length}`, at)];
  }
  const given = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const type = given.Type;
  if (typeof type !== 'string' || !isStateType(type)) {
    const covered = Object.keys(stateSchemas).join(', ');
    const message = `expected a state type that the local AWS covers (${covered}), got ${JSON.stringify(type)}`;
    return [schemaProblem(message, `${at}/Type`)];
  }
  if (machineIsJsonata && given.QueryLanguage === 'JSONPath') {
    const message = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
    return [schemaProblem(message, at)];
  }
  const language = given.QueryLanguage ?? (machineIsJsonata ? 'JSONata' : 'JSONPath');
  if (language !== 'JSONata') {
    const message =
      `The local AWS covers the QueryLanguage "JSONata" only, got ${JSON.stringify(language)}; ` +
      'set "QueryLanguage": "JSONata" for the state machine or the state';
    return [schemaProblem(message, `${at}/QueryLanguage`)];
  }
  const schema: z.ZodType<State> = stateSchemas[type];
  const parsed = schema.safeParse(value, { error: inOurWords });
  if (!parsed.success) return problemsOf(parsed.error.issues, given, at, type);
  const broken = stateRules(parsed.data);
  return broken.length > 0
    ? broken.map(({ field, message }) => schemaProblem(message, `${at}${field}`))
    : parsed.data;
}

const isStateType = (type: string): type is StateType => Object.hasOwn(stateSchemas, type);

const schemaProblem = (message: string, at: string): Problem => ({
  code: 'SCHEMA_VALIDATION_FAILED',
  message,
  at: at || '/',
});

/**
 * The schema's issues in AWS's words where they are known, else in ours. `value` is what the schema read, `type` is known
 * where it is a state's own fields.
 */
function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
  at: string,
  type?: StateType,
): Problem[] {
  const isMissing = ({ path }: z.core.$ZodIssue) => path.length > 0 && found(value, path) === undefined;
  const missing = new Map<string, string[]>();
  for (const { path } of issues.filter(isMissing)) {
    const place = `${at}${placeOf(path.slice(0, -1))}`;
    missing.set(place, [...(missing.get(place) ?? []), String(path.at(-1))]);
  }
  return [
    ...[...missing].map(([place, names]) =>
      schemaProblem(`These fields are required: [${names.join(', ')}]`, place),
    ),
    ...issues.filter((issue) => !isMissing(issue)).flatMap((issue) => problemOf(issue, at, type)),
  ];
}

function problemOf(issue: z.core.$ZodIssue, at: string, type?: StateType): Problem[] {
  const path = `${at}${placeOf(issue.path)}`;
  if (issue.code === 'unrecognized_keys') {
    const owner = issue.path.length === 0 ? type : undefined;
    return issue.keys.map((key) => schemaProblem(unknownField(key, owner), `${path}/${key}`));
  }
  // Names of variables have a message of ours, like all that is `custom`.
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => schemaProblem(message, path));
  return [schemaProblem(issue.message, path)];
}

const placeOf = (path: readonly PropertyKey[]): string =>
  path.map((step) => (typeof step === 'number' ? `[${step}]` : `/${String(step)}`)).join('');

const found = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((part, step) => (part as Record<PropertyKey, unknown> | null)?.[step], value);

function unknownField(key: string, type: StateType | undefined): string {
  if (jsonPathFields.has(key)) {
    return `The QueryLanguage is set to 'JSONata', but field '${key}' is only supported for the 'JSONPath' QueryLanguage`;
  }
  const covered =
    type === undefined ? '' : `: of ${type} it covers ${Object.keys(stateSchemas[type].shape).join(', ')}`;
  return `Field '${key}' is not supported by the local AWS${covered}`;
}
