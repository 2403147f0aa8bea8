/** A trained classifier as it is stored in `model.json`: multinomial logistic regression. */
export interface Model {
  readonly version: string;
  /** The columns of a request row, in order. */
  readonly inputs: readonly string[];
  /** The columns that this model looks at; it ignores the others. */
  readonly features: readonly string[];
  readonly classes: readonly string[];
  /** Each feature enters as (value − mean) / scale; one of each per feature. */
  readonly means: readonly number[];
  readonly scales: readonly number[];
  /** One row per class, one column per feature. */
  readonly weights: readonly (readonly number[])[];
  /** One per class. */
  readonly bias: readonly number[];
}

/**
 * Reads a `model.json`. Members that it doesn't know are left alone.
 * @throws Error that lists every problem: no JSON, a member missing, of the wrong shape, or not finite
 */
export function parseModel(text: string): Model {
  const json: unknown = JSON.parse(text);
  const members = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
  const problems: string[] = [];
  const check = (name: keyof Model, expected: string, holds: boolean) => {
    if (!holds)
      problems.push(`${name}: expected ${expected}, got ${JSON.stringify(members[name]) ?? 'nothing'}`);
  };

  const { version, inputs, features, classes, means, scales, weights, bias } = members;
  const width = isNames(features) ? features.length : 0;
  const height = isNames(classes) ? classes.length : 0;
  check('version', 'a string', typeof version === 'string');
  check('inputs', 'names', isNames(inputs));
  check(
    'features',
    'names out of inputs',
    isNames(features) && isNames(inputs) && isSubset(features, inputs),
  );
  check('classes', 'names', isNames(classes));
  check('means', `${width} numbers, one per feature`, isVector(means, width));
  check('scales', `${width} numbers, one per feature`, isVector(scales, width));
  check('bias', `${height} numbers, one per class`, isVector(bias, height));
  check(
    'weights',
    `${height} rows of ${width} numbers`,
    Array.isArray(weights) && weights.length === height && weights.every((row) => isVector(row, width)),
  );
  if (problems.length > 0) throw new Error(`model.json: ${problems.join('; ')}`);
  return members as unknown as Model;
}

const isNames = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string');

const isSubset = (part: readonly string[], whole: readonly string[]): boolean =>
  part.every((name) => whole.includes(name));

const isVector = (value: unknown, length: number): boolean =>
  Array.isArray(value) && value.length === length && value.every((number) => Number.isFinite(number));
