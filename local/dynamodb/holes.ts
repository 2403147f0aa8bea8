/** What dynalite made of one input, to be used for others: with a `Hole` for each value that differs. */

class Hole {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

type Values = Readonly<Record<string, unknown>>;

/** A copy of `part` with a hole wherever one of `values` is, which is told by identity. */
export function emptied(part: unknown, values: Values): unknown {
  const names = new Map(Object.entries(values).map(([name, value]) => [value, name]));
  const empty = (inner: unknown): unknown => {
    const name = names.get(inner);
    return name === undefined ? mapped(inner, empty) : new Hole(name);
  };
  return empty(part);
}

/** A copy of `part` with the values of the same names in its holes. */
export function filled(part: unknown, values: Values): unknown {
  const fill = (inner: unknown): unknown =>
    inner instanceof Hole ? values[inner.name] : mapped(inner, fill);
  return fill(part);
}

/** A copy, so that nobody shares what is kept. dynalite's objects have no prototype, or are plain. */
function mapped(part: unknown, map: (inner: unknown) => unknown): unknown {
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.map(map);
  const copy = Object.create(Object.getPrototypeOf(part));
  for (const name of Object.keys(part)) copy[name] = map((part as Values)[name]);
  return copy;
}
