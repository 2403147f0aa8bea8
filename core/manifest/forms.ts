import type * as z from 'zod';
import { alternativesOf } from '../values/fields.ts';

/** What a schema accepts, as far as it helps to tell which of several forms an author had in mind. */
export type Form =
  | {
      readonly kind: 'fields';
      readonly fields: ReadonlyMap<string, z.ZodType>;
      /** The required fields. */
      readonly required: ReadonlySet<string>;
      /** Fields with only one possible text, which identifies the form: `strategy: canary`. */
      readonly fixed: ReadonlyMap<string, string>;
    }
  /** Names that the author chooses, such as those of environment variables. */
  | { readonly kind: 'names' }
  | { readonly kind: 'list'; readonly item: z.ZodType }
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'other' };
export type Fields = Extract<Form, { kind: 'fields' }>;

const known = new WeakMap<object, readonly Form[]>();

/** Each form that `schema` accepts. Wrappers of zod (optional, default, transform) are unwrapped. */
export function formsOf(schema: z.ZodType): readonly Form[] {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const forms = readForms(schema);
  known.set(schema, forms);
  return forms;
}

function readForms(schema: z.ZodType): readonly Form[] {
  const alternatives = alternativesOf(schema);
  if (alternatives !== undefined) return alternatives.flatMap(formsOf);
  const { def } = (schema as unknown as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nullable':
    case 'readonly':
    case 'catch':
      return formsOf(def.innerType as z.ZodType);
    case 'pipe':
      return formsOf(def.in as z.ZodType);
    case 'union':
      return def.options.flatMap((option) => formsOf(option as z.ZodType));
    case 'array':
      return [{ kind: 'list', item: def.element as z.ZodType }];
    case 'record':
      return [{ kind: 'names' }];
    case 'enum':
      return [{ kind: 'words', words: Object.values(def.entries).map(String) }];
    case 'literal':
      return def.values.every((value) => typeof value === 'string')
        ? [{ kind: 'words', words: def.values.map(String) }]
        : [{ kind: 'other' }];
    case 'object':
      return [fieldsOf(def.shape as Readonly<Record<string, z.ZodType>>)];
    default:
      return [{ kind: 'other' }];
  }
}

function fieldsOf(shape: Readonly<Record<string, z.ZodType>>): Fields {
  const fields = new Map(Object.entries(shape));
  const required = [...fields].filter(([, schema]) => !schema.safeParse(undefined).success);
  const fixed = [...fields].flatMap(([name, schema]) => {
    const [form, ...more] = formsOf(schema);
    const [word, ...others] = form?.kind === 'words' && more.length === 0 ? form.words : [];
    return word !== undefined && others.length === 0 ? [[name, word] as const] : [];
  });
  return { kind: 'fields', fields, required: new Set(required.map(([name]) => name)), fixed: new Map(fixed) };
}

/**
 * The possible fields at `path` of a value, in the forms that match the value on the way there and that lack
 * `key`.
 */
export function fieldNames(
  schema: z.ZodType,
  value: unknown,
  path: readonly PropertyKey[],
  key: string,
): string[] {
  let schemas: readonly z.ZodType[] = [schema];
  let at = value;
  for (const part of path) {
    const forms = schemas.flatMap((one) => formsFor(one, at));
    schemas = forms.flatMap((form) =>
      form.kind === 'list'
        ? [form.item]
        : form.kind === 'fields'
          ? (form.fields.get(String(part)) ?? [])
          : [],
    );
    at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[part] : undefined;
  }
  const forms = schemas.flatMap((one) => formsFor(one, at));
  const names = forms.flatMap((form) =>
    form.kind === 'fields' && !form.fields.has(key) ? [...form.fields.keys()] : [],
  );
  // `$schema` is only for editors.
  return [...new Set(names)].filter((name) => !name.startsWith('$'));
}

/** The forms that match a value by its fixed fields and, if there are several, by its required fields. */
function formsFor(schema: z.ZodType, value: unknown): readonly Form[] {
  const forms = formsOf(schema);
  if (forms.length === 1 || typeof value !== 'object' || value === null) return forms;
  return forms.filter(
    (form) => form.kind !== 'fields' || isForm(form, (name) => (value as Record<string, unknown>)[name]),
  );
}

/** Whether its fixed fields match; if it has none, whether a required field is present. */
export function isForm(
  { fields, required, fixed }: Fields,
  read: (name: string) => unknown,
  isWord: (written: unknown, word: string) => boolean = Object.is,
): boolean {
  if (fixed.size > 0) return [...fixed].every(([name, word]) => isWord(read(name), word));
  return [...(required.size > 0 ? required : fields.keys())].some((name) => read(name) !== undefined);
}
