import jsonata from 'jsonata';

/** What one JSONata expression refers to. */
export interface References {
  /** `$name`s that the expression does not bind itself, without the built-in functions and `$states`. */
  readonly variables: ReadonlySet<string>;
  /** The fields of `$states` it reads: `input`, `result` … */
  readonly statesFields: ReadonlySet<string>;
  /** What Step Functions refuses: paths and `$`/`$$` that need a context item, since it evaluates without one. */
  readonly unsupported: readonly string[];
}

/** The functions of JSONata, and those that Step Functions adds; `$eval` is left out, as in Step Functions. */
export const builtInFunctions: ReadonlySet<string> = new Set(
  (
    'sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad ' +
    'match contains replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round ' +
    'abs sqrt power random boolean not map zip filter single reduce sift keys lookup append exists spread merge ' +
    'reverse each error assert type sort shuffle distinct base64encode base64decode encodeUrlComponent encodeUrl ' +
    'decodeUrlComponent decodeUrl toMillis fromMillis clone now millis partition range hash uuid parse'
  ).split(' '),
);

/** A node of JSONata's syntax tree, as far as this walk reads it. */
interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly [field: string]: unknown;
}

/**
 * Reads the references of an expression (without its `{% %}`). Names bound anywhere in it count as bound
 * everywhere in it: the lint may overlook a misuse, but never invents one.
 *
 * @throws the parser's error `{ code, position, message }` if the syntax is wrong
 */
export function referencesOf(source: string): References {
  const bound = new Set<string>();
  const used = new Set<string>();
  const statesFields = new Set<string>();
  const unsupported = new Set<string>();

  const each = (value: unknown, atTop: boolean): void => {
    if (Array.isArray(value)) for (const item of value) each(item, atTop);
    else if (typeof value === 'object' && value !== null) visit(value as Node, atTop);
  };

  /** `atTop`: evaluated with the (absent) top-level context, not inside a path's step. */
  const visit = (node: Node, atTop: boolean): void => {
    for (const name of [node.focus, node.index]) if (typeof name === 'string') bound.add(name);
    switch (node.type) {
      case 'variable':
        readVariable(String(node.value), atTop);
        break;
      case 'name':
        if (atTop) unsupported.add(`Reference to '${node.value}' at the top level is not supported.`);
        break;
      case 'bind':
        bound.add(String((node.lhs as Node).value));
        each(node.rhs, atTop);
        break;
      case 'lambda':
        for (const parameter of node.arguments as Node[]) bound.add(String(parameter.value));
        each(node.body, atTop);
        break;
      case 'path': {
        const [first, ...rest] = node.steps as Node[];
        each(first, atTop);
        each(rest, false);
        if (first?.type === 'variable' && first.value === 'states' && rest[0]?.type === 'name') {
          statesFields.add(String(rest[0].value));
        }
        break;
      }
      case 'transform':
        each([node.pattern, node.update, node.delete], false);
        break;
      default:
        each([node.lhs, node.rhs, node.expression, node.expressions, node.procedure, node.arguments], atTop);
        each([node.condition, node.then, node.else, node.terms], atTop);
    }
    // Predicates, stages and groupings see the items they are applied to.
    each(
      [node.predicate, node.stages].flat().map((stage) => (stage as Node | undefined)?.expr),
      false,
    );
    each((node.group as Node | undefined)?.lhs, false);
  };

  const readVariable = (name: string, atTop: boolean): void => {
    if (name === '$') unsupported.add(`Reference to '$$' is not supported.`);
    else if (name !== '') used.add(name);
    else if (atTop) unsupported.add(`Reference to '$' at the top level is not supported.`);
  };

  visit(jsonata(source).ast() as unknown as Node, true);
  const variables = [...used].filter(
    (name) => !bound.has(name) && name !== 'states' && !builtInFunctions.has(name),
  );
  return { variables: new Set(variables), statesFields, unsupported: [...unsupported] };
}
