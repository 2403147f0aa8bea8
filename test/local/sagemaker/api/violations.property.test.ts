import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import data from '../../../../local/sagemaker/api/constraints.json' with { type: 'json' };
import { sagemakerModel } from '../../../../local/sagemaker/api/shapes.ts';
import { violationsOf } from '../../../../local/sagemaker/api/validation.ts';
import { samples } from './samples.ts';

interface ShapeData {
  type: string;
  members?: Record<string, string>;
  required?: string[];
  member?: string;
  key?: string;
  value?: string;
  min?: number;
  max?: number;
  pattern?: string;
  enum?: string[];
}

const shapes = data.sagemaker.shapes as Record<string, ShapeData>;

/** A character that no pattern allows but those that take nearly anything. */
const bell = '\u{7}';
const lenient = ['[\\S\\s]*', '[\\s\\S]+', '.*', '[\\S]+', '(?!\\s*$).+'];

/** A place in a sample that can be spoiled, and where AWS tells of it. */
interface Place {
  readonly path: readonly (string | number)[];
  readonly toldAt: string;
  /** Values that break the constraints of what stands there. */
  readonly spoilt: readonly unknown[];
}

/** Every place of `value` that has a constraint; within plain lists and maps all is told at the list or map. */
function placesIn(value: unknown, shapeName: string, path: Place['path'], at: string): Place[] {
  const shape = shapes[shapeName] as ShapeData;
  const here = (spoilt: readonly unknown[]): Place[] =>
    spoilt.length > 0 ? [{ path, toldAt: at, spoilt }] : [];
  switch (shape.type) {
    case 'structure':
      return Object.entries(value as object).flatMap(([name, item]) => {
        const told = `${at && `${at}.`}${name.charAt(0).toLowerCase()}${name.slice(1)}`;
        const whole = [...path, name];
        const inner = placesIn(item, shape.members?.[name] as string, whole, told);
        if (!shape.required?.includes(name)) return inner;
        // What is required can also be missing; but then nothing within it is told of.
        const [only = { path: whole, toldAt: told, spoilt: [] }] = inner;
        return only.path.length > whole.length ? inner : [{ ...only, spoilt: [...only.spoilt, null] }];
      });
    case 'list': {
      const plain = shapes[shape.member as string]?.type !== 'structure';
      return (value as unknown[]).flatMap((item, index) =>
        placesIn(item, shape.member as string, [...path, index], plain ? at : `${at}.${index + 1}.member`),
      );
    }
    case 'map':
      return Object.entries(value as object).flatMap(([key, item]) =>
        placesIn(item, shape.value as string, [...path, key], at),
      );
    case 'integer':
    case 'float':
      return here([
        ...(shape.min === undefined ? [] : [shape.min - 1]),
        ...(shape.max === undefined ? [] : [shape.max + 1]),
      ]);
    case 'string':
      return here([
        ...(shape.max === undefined ? [] : ['a'.repeat(shape.max + 1)]),
        ...(shape.min !== undefined && shape.min > 0 ? [''] : []),
        ...(shape.enum === undefined ? [] : ['Nope']),
        ...(shape.pattern === undefined || lenient.includes(shape.pattern) ? [] : [bell]),
      ]);
    default:
      return [];
  }
}

function withSpoilt(value: unknown, path: Place['path'], put: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return put;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<
    string | number,
    unknown
  >;
  copy[first] = withSpoilt(copy[first], rest, put);
  return copy;
}

const pathIn = (violation: string): string =>
  /' at '([^']*)' failed|^Value null at '([^']*)'/.exec(violation)?.slice(1).find(Boolean) ?? violation;

describe('any input spoilt in any places', () => {
  it.each(Object.entries(samples))('%s tells of every place, and of nothing else', (operation, sample) => {
    const places = placesIn(sample, data.sagemaker.inputs[operation as 'CreateModel'], [], '');
    expect(places.length).toBeGreaterThan(2);
    const spoiling = fc
      .subarray(places)
      .chain((chosen) =>
        fc.tuple(...chosen.map((place) => fc.constantFrom(...place.spoilt).map((put) => ({ place, put })))),
      );
    fc.assert(
      fc.property(spoiling, (spoilt) => {
        const input = spoilt.reduce<unknown>(
          (done, { place, put }) => withSpoilt(done, place.path, put),
          sample,
        );
        const said = violationsOf(sagemakerModel, operation, input);
        expect(new Set(said.map(pathIn))).toEqual(new Set(spoilt.map(({ place }) => place.toldAt)));
        expect(new Set(said).size).toBe(said.length);
      }),
    );
  });
});
