import type * as z from 'zod';
import { type Fields, formsOf, isForm } from './forms.ts';
import { nearest } from './near.ts';

export type Path = readonly PropertyKey[];

/** A field's name, or one of the words that a field can have, as it was written and as it was probably meant. */
interface Misspelt {
  /** As it was written, the field's own name last. */
  readonly path: Path;
  readonly meant: string;
}

/** What an author probably had in mind, so that one slip hides no other. */
export interface Intended {
  /** The value with its fields renamed. */
  readonly renamed: unknown;
  /** The same with words corrected, and with what tells which of several forms is meant. */
  readonly value: unknown;
  readonly names: readonly Misspelt[];
  readonly words: readonly Misspelt[];
  /** Where no form was meant for certain: the path, as it was meant, and the fields that stand there. */
  readonly guessed: readonly { readonly path: Path; readonly fields: ReadonlySet<string> }[];
  /** A path of the value as its author wrote it. */
  written(path: Path): Path;
}

/**
 * Reads a written value along its schema. A field that there is not, and whose name is near to one that there is,
 * is renamed; a word likewise. Where fields can have several forms, and what tells them apart is not there, the form
 * with the most of the written fields is taken.
 *
 * `{ stratgy: canary, bake: 2 minutes }` is meant as `{ strategy: canary, bake: 2 minutes }`.
 */
export function intended(schema: z.ZodType, value: unknown): Intended {
  const names: Misspelt[] = [];
  const words: Misspelt[] = [];
  const guessed: { path: Path; fields: Set<string> }[] = [];
  const writtenNames = new Map<string, string>();
  const written = (path: Path): Path =>
    path.map((part, index) => writtenNames.get(keyOf(path.slice(0, index + 1))) ?? part);

  const read = (
    schemas: readonly z.ZodType[],
    at: unknown,
    path: Path,
  ): { renamed: unknown; value: unknown } => {
    const forms = schemas.flatMap(formsOf);
    if (typeof at === 'string') {
      const choice = forms.flatMap((form) => (form.kind === 'words' ? form.words : []));
      const free = forms.some(({ kind }) => kind === 'other');
      const meant = free || choice.includes(at) ? undefined : nearest(at, choice);
      if (meant === undefined) return { renamed: at, value: at };
      words.push({ path: written(path), meant });
      return { renamed: at, value: meant };
    }
    if (Array.isArray(at)) {
      const items = forms.flatMap((form) => (form.kind === 'list' ? [form.item] : []));
      const parts = at.map((item, index) => read(items, item, [...path, index]));
      return { renamed: parts.map(({ renamed }) => renamed), value: parts.map((part) => part.value) };
    }
    const several = forms.filter((form) => form.kind === 'fields');
    const open = several.length === 0 || forms.some(({ kind }) => kind === 'names');
    if (typeof at !== 'object' || at === null || open) return { renamed: at, value: at };
    return readFields(several, at as Readonly<Record<string, unknown>>, path);
  };

  const readFields = (several: readonly Fields[], at: Readonly<Record<string, unknown>>, path: Path) => {
    const renames = renamesIn(several, at);
    const entries = Object.entries(at).map(([name, item]) => [renames.get(name) ?? name, item] as const);
    for (const [name, meant] of renames) {
      names.push({ path: [...written(path), name], meant });
      writtenNames.set(keyOf([...path, meant]), name);
    }
    const present = new Map(entries);
    const meant = meantOf(several, present);
    const parts = entries.map(([name, item]) => {
      const schemas = meant.forms.flatMap(({ fields }) => fields.get(name) ?? []);
      return [name, read(schemas, item, [...path, name])] as const;
    });
    if (meant.added.size > 0) guessed.push({ path, fields: new Set(present.keys()) });
    return {
      renamed: objectOf(parts.map(([name, part]) => [name, part.renamed])),
      value: objectOf([...parts.map(([name, part]) => [name, part.value] as const), ...meant.added]),
    };
  };

  return { ...read([schema], value, []), names, words, guessed, written };
}

const keyOf = (path: Path): string => JSON.stringify(path);

/** A key that JavaScript treats apart (`__proto__`) stays a key. */
const objectOf = (entries: Iterable<readonly [string, unknown]>): Record<string, unknown> =>
  Object.fromEntries(entries);

/** More unknown names than that are no slips of the pen: not compared with all that there are. */
const mostRenamed = 50;

/** Unknown names and what they were meant to be; a name that is there already is not taken twice. */
function renamesIn(
  several: readonly Fields[],
  at: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, string> {
  const all = new Set(several.flatMap(({ fields }) => [...fields.keys()]));
  const unknown = Object.keys(at).filter((name) => !all.has(name));
  const renames = new Map<string, string>();
  if (unknown.length > mostRenamed) return renames;
  const free = new Set([...all].filter((name) => !Object.hasOwn(at, name)));
  for (const name of unknown) {
    const meant = nearest(name, free);
    if (meant === undefined) continue;
    renames.set(name, meant);
    free.delete(meant);
  }
  // One that the form that is meant does not have would only be in the way.
  const present = new Map(Object.entries(at).map(([name, item]) => [renames.get(name) ?? name, item]));
  const { forms } = meantOf(several, present);
  return new Map([...renames].filter(([, meant]) => forms.some(({ fields }) => fields.has(meant))));
}

/** The forms that are meant, and what has to be added so that the schema takes them so. */
function meantOf(
  several: readonly Fields[],
  present: ReadonlyMap<string, unknown>,
): { readonly forms: readonly Fields[]; readonly added: ReadonlyMap<string, unknown> } {
  const nothing = new Map<string, unknown>();
  if (several.length === 1) return { forms: several, added: nothing };
  const told = several.filter((form) => isForm(form, (name) => present.get(name), isNear));
  if (told.length > 0) return { forms: told, added: nothing };
  const shared = ({ fields }: Fields) => [...present.keys()].filter((name) => fields.has(name)).length;
  const most = Math.max(...several.map(shared));
  const best = several.find((form) => shared(form) === most);
  if (best === undefined || most === 0) return { forms: [], added: nothing };
  const missing = [...best.required].filter((name) => !isNear(present.get(name), best.fixed.get(name)));
  return { forms: [best], added: new Map(missing.map((name) => [name, best.fixed.get(name)])) };
}

/** As it was written, or misspelt. Of a field without a fixed word, whether it is there. */
const isNear = (written: unknown, word: string | undefined): boolean =>
  word === undefined
    ? written !== undefined
    : typeof written === 'string' && (written === word || nearest(written, [word]) === word);
