import * as z from 'zod';
import type { Around, PlannedGate, Stage } from '../gates/gate.ts';
import { type AnyGateKind, gateKindNamed, gateKinds } from '../gates/kinds.ts';
import { shownAs } from '../values/fields.ts';
import type { Problem } from '../values/problem.ts';

const mostGates = 10;

/**
 * The schema for the gates of a stage: `{ soak: 30m }`, or a bare name such as `alarms-clear` if it needs no
 * fields. It is derived from the list of kinds.
 */
function gatesAt(stage: Stage) {
  const kinds = gateKinds.filter(({ stages }) => stages.includes(stage));
  return z
    .array(gateOf(stage, kinds), { error: 'a list of gates' })
    .max(mostGates, { error: `at most ${mostGates} gates` });
}

function gateOf(stage: Stage, kinds: readonly AnyGateKind[]): z.ZodType<PlannedGate> {
  const names = kinds.map(({ kind }) => kind);
  const expected = `one gate: ${names.join(', ')}`;
  const schema = z.unknown().transform((value, context): PlannedGate => {
    const [name, config, ...more] = typeof value === 'string' ? [value, {}] : entryOf(value);
    const kind = kinds.find(({ kind }) => kind === name);
    if (kind === undefined || more.length > 0) {
      context.addIssue({ code: 'custom', message: elsewhere(name, stage) ?? expected });
      return z.NEVER;
    }
    const parsed = kind.schema(stage).safeParse(config);
    if (parsed.success) return { kind: kind.kind, config: parsed.data };
    if (typeof value === 'string') {
      context.addIssue({ code: 'custom', message: withFields(kind.kind, parsed.error.issues) });
      return z.NEVER;
    }
    for (const issue of parsed.error.issues)
      context.issues.push({ ...issue, path: [kind.kind, ...issue.path] } as z.core.$ZodRawIssue);
    return z.NEVER;
  });
  const bare = kinds.filter((kind) => kind.schema(stage).safeParse({}).success).map(({ kind }) => kind);
  const forms: z.ZodType[] = kinds.map(({ kind, schema }) => z.strictObject({ [kind]: schema(stage) }));
  return shownAs(schema, bare.length > 0 ? [...forms, z.enum(bare)] : forms);
}

/** The fields that a bare name lacks. */
function withFields(name: string, issues: readonly z.core.$ZodIssue[]): string {
  const missing = issues.map(({ path, message }) => path[0] ?? message).join(', ');
  return `${name} with its fields, not its name alone: ${missing}`;
}

/** The only entry of an object; `more` holds any others. */
function entryOf(value: unknown): [name?: string, config?: unknown, ...more: unknown[]] {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const [first, ...more] = isObject ? Object.entries(value) : [];
  return first === undefined ? [] : [...first, ...more];
}

/** The text for a kind that exists, but not at this stage. */
function elsewhere(name: string | undefined, stage: Stage): string | undefined {
  const kind = gateKinds.find((one) => one.kind === name);
  return kind && !kind.stages.includes(stage)
    ? `no ${kind.kind} ${where[stage]}; it can stand ${kind.stages.map((one) => where[one]).join(' or ')}`
    : undefined;
}

const where: Readonly<Record<Stage, string>> = {
  before: 'before the shift',
  during: 'in a bake',
  after: 'after the shift',
};

const stages = ['before', 'during', 'after'] as const satisfies readonly Stage[];

/** Conditions before, in and after the shift. */
export const gates = z.strictObject(
  {
    before: gatesAt('before')
      .meta({ description: 'One after another, before anything is changed.' })
      .default([]),
    during: gatesAt('during')
      .meta({ description: 'Checks in the bakes of the shift: a failure makes SageMaker shift back.' })
      .default([]),
    after: gatesAt('after')
      .meta({ description: 'One after another, once all traffic is on the new fleet: a failure rolls back.' })
      .default([]),
  },
  { error: 'lists before, during and after' },
);
export type Gates = z.output<typeof gates>;

/** Why gates cannot be used here: what they name is not allowed, or they would have nothing to watch. */
export const gateProblems = (gates: Gates, around: Around): Problem[] =>
  stages.flatMap((stage) =>
    gates[stage].flatMap(({ kind, config }, n) =>
      (gateKindNamed(kind)?.refusals?.(config, around) ?? []).map((problem) => ({
        ...problem,
        field: [`gates.${stage}[${n}].${kind}`, problem.field].filter(Boolean).join('.'),
      })),
    ),
  );
