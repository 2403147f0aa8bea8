import type * as z from 'zod';
import { type Fields, formsOf, isForm } from './forms.ts';
import { nearest } from './near.ts';

export type Path = readonly PropertyKey[];

/** A field's name, or one of a field's fixed words: as written, and as probably meant. */
interface Misspelt {
  /** The path as written, ending with the field's own name. */
  readonly path: Path;
  readonly meant: string;
}

/** What the author probably meant, so that one slip does not hide another. */
export interface Intended {
  /** The value with its fields renamed. */
  readonly renamed: unknown;
  /** The same with words corrected, and with added fields that tell which of several forms is meant. */
  readonly value: unknown;
  readonly names: readonly Misspelt[];
  readonly words: readonly Misspelt[];
  /** Places where the form is only a guess: the path as it was meant, and the fields that are there. */
  readonly guessed: readonly { readonly path: Path; readonly fields: ReadonlySet<string> }[];
  /** The path as its author wrote it. */
  written(path: Path): Path;
}

/**
 * Reads a written value along its schema. An unknown field is renamed if its name is close to an existing
 * one; the same for words. If fields can have several forms and nothing distinguishes them, the form with the
 * most written fields is chosen.
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

/** Keeps a key that JavaScript treats specially (`__proto__`) as a normal key. */
const objectOf = (entries: Iterable<readonly [string, unknown]>): Record<string, unknown> =>
  Object.fromEntries(entries);

/**
 * With more unknown names than this, they are not typing errors; do not compare them with all known names.
 */
const mostRenamed = 50;

/** Unknown names and what they were meant to be. A name that is already present is not used again. */
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
  // Drop a renaming that the intended form does not have: it would only be in the way.
  const present = new Map(Object.entries(at).map(([name, item]) => [renames.get(name) ?? name, item]));
  const { forms } = meantOf(several, present);
  return new Map([...renames].filter(([, meant]) => forms.some(({ fields }) => fields.has(meant))));
}

/** The intended forms, and what must be added so that the schema recognizes them. */
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

/** Equal or misspelt. For a field without a fixed word: whether it is present. */
const isNear = (written: unknown, word: string | undefined): boolean =>
  word === undefined
    ? written !== undefined
    : typeof written === 'string' && (written === word || nearest(written, [word]) === word);
