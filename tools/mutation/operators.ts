import type { Node } from 'oxc-parser';

/** A change of the text from `start` to `end`, in UTF-16 units. */
export interface Change {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly to: string;
}

/** What may become of an operator. */
const otherOperators: Readonly<Record<string, string>> = {
  '&&': '||',
  '||': '&&',
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '-': '+',
  '*': '/',
  '/': '*',
};
/** What may become of a method. An empty text: the call is left out. */
const otherMethods: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  find: 'findLast',
  findLast: 'find',
  filter: '',
  toSorted: '',
};

/** The changes that may be made at a node, as mutation testing usually makes them (Stryker: "supported mutators"). */
export function changesOf(node: Node, parent: Node | undefined, source: string): Change[] {
  const text = ({ start, end }: { start: number; end: number }) => source.slice(start, end);
  const change = (kind: string, { start, end }: { start: number; end: number }, to: string): Change => ({
    kind,
    start,
    end,
    to,
  });
  switch (node.type) {
    case 'LogicalExpression':
      // `...(condition && { … })` is what is left out, or not.
      if (parent?.type === 'ParenthesizedExpression' || parent?.type === 'SpreadElement')
        return node.operator === '&&' ? [change('left out', node, 'undefined')] : [];
      if (node.operator === '??') return [change('without its default', node, text(node.left))];
      return [operator(node, source)];
    case 'BinaryExpression':
      if (isText(node.left) || isText(node.right) || otherOperators[node.operator] === undefined) return [];
      return [operator(node, source)];
    case 'UnaryExpression':
      return node.operator === '!' ? [change('not', node, text(node.argument))] : [];
    case 'ConditionalExpression':
      return [
        change('the one way', node, `(${text(node.consequent)})`),
        change('the other way', node, `(${text(node.alternate)})`),
      ];
    case 'IfStatement':
      return [change('never', node.test, 'false'), change('always', node.test, 'true')];
    case 'ExpressionStatement':
      return node.expression.type === 'AwaitExpression' || node.expression.type === 'CallExpression'
        ? [change('not done', node, ';')]
        : [];
    case 'CallExpression': {
      const { callee } = node;
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return [];
      const other = otherMethods[callee.property.name];
      if (other === undefined) return [];
      return other === ''
        ? [change('left out', { start: callee.object.end, end: node.end }, '')]
        : [change('another method', callee.property, other)];
    }
    case 'Literal':
      if (typeof node.value === 'boolean') return [change('the other', node, String(!node.value))];
      if (typeof node.value === 'number') return [change('one more', node, `(${node.raw} + 1)`)];
      return [];
    default:
      return [];
  }
}

/** The operator alone is changed, so that a long condition is told by one word. */
function operator(
  node: { left: { end: number }; right: { start: number }; operator: string },
  source: string,
): Change {
  const at = source.indexOf(node.operator, node.left.end);
  return {
    kind: 'another operator',
    start: at,
    end: at + node.operator.length,
    to: otherOperators[node.operator] ?? node.operator,
  };
}

const isText = ({ type, value }: { type: string; value?: unknown }): boolean =>
  type === 'TemplateLiteral' || (type === 'Literal' && typeof value === 'string');
