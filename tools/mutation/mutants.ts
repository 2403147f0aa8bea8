import { type Node, parseSync } from 'oxc-parser';
import { type Change, changesOf } from './operators.ts';

/** One small change of a source text. */
export interface Mutant {
  /** Where it is: a line of the source, from 1, and an offset in UTF-16 units. */
  readonly line: number;
  readonly offset: number;
  /** What the operator does. */
  readonly kind: string;
  /** The text that it replaces, and what it puts in its place. */
  readonly from: string;
  readonly to: string;
  /** The whole text with the change. */
  readonly mutated: string;
}

/**
 * All mutants of a source text, in the order of its lines. Types, imports and texts are left alone.
 * @throws Error if the text is no TypeScript
 */
export function mutantsOf(source: string): Mutant[] {
  const { program, errors } = parseSync('source.ts', source);
  if (errors[0] !== undefined) throw new Error(errors[0].message);
  const changes: Change[] = [];
  visit(program as unknown as Node, undefined, (node, parent) => {
    changes.push(...changesOf(node, parent, source));
  });
  return changes
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
    .map(({ kind, start, end, to }) => ({
      kind,
      line: source.slice(0, start).split('\n').length,
      offset: start,
      from: source.slice(start, end),
      to,
      mutated: source.slice(0, start) + to + source.slice(end),
    }));
}

/** Types say nothing when the code runs; an enum or a namespace does not occur. */
const isLeftAlone = ({ type }: Node): boolean =>
  (type.startsWith('TS') && type !== 'TSAsExpression' && type !== 'TSSatisfiesExpression') ||
  type === 'ImportDeclaration';

function visit(
  node: Node,
  parent: Node | undefined,
  see: (node: Node, parent: Node | undefined) => void,
): void {
  if (isLeftAlone(node)) return;
  see(node, parent);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, node, see);
  }
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
