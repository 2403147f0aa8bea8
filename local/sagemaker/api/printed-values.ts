import { camelCase, type InputModel, shapeOf } from './shapes.ts';

/**
 * A value as AWS's validation messages print it, which is Java's way: `[a, b]` for a list, `{k=v}` for a map. How
 * a structure within them looks is not known; here it is `Tag(key=a, value=b)`.
 */
export function printed(model: InputModel, name: string, value: unknown): string {
  const shape = shapeOf(model, name);
  switch (shape.type) {
    case 'list':
      return `[${(value as unknown[]).map((item) => printedOrNull(model, shape.member, item)).join(', ')}]`;
    case 'map': {
      const entries = Object.entries(value as object);
      return `{${entries.map(([key, item]) => `${key}=${printedOrNull(model, shape.value, item)}`).join(', ')}}`;
    }
    case 'structure': {
      const given = value as Readonly<Record<string, unknown>>;
      const members = Object.entries(shape.members ?? {}).filter(([member]) => Object.hasOwn(given, member));
      const told = members.map(
        ([member, of]) => `${camelCase(member)}=${printedOrNull(model, of, given[member])}`,
      );
      return `${name}(${told.join(', ')})`;
    }
    default:
      return String(value);
  }
}

const printedOrNull = (model: InputModel, name: string | undefined, value: unknown): string =>
  value === null || value === undefined ? 'null' : printed(model, name ?? '', value);
