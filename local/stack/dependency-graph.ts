import { parseExpression, type Reference, referencesIn } from './expression.ts';
import type { Template } from './template.ts';
import { TemplateError } from './template-error.ts';

/** Which resources each resource needs before it: by Ref, Fn::GetAtt, Fn::Sub or DependsOn. */
export type DependencyGraph = ReadonlyMap<string, ReadonlySet<string>>;

/** @throws TemplateError for a reference to something that the template does not have */
export function dependencyGraph(template: Template): DependencyGraph {
  const resources = new Set(Object.keys(template.Resources));
  const isValue = (name: string) => name.startsWith('AWS::') || Object.hasOwn(template.Parameters, name);

  return new Map(
    Object.entries(template.Resources).map(([logicalId, { Properties, DependsOn }]) => {
      const referred = referencesIn(parseExpression(Properties, logicalId))
        .filter((reference) => reference.kind === 'get-att' || !isValue(reference.name))
        .map(nameOf);
      const needed = new Set([...DependsOn, ...referred]);
      for (const name of needed) {
        if (!resources.has(name)) {
          throw new TemplateError(`${logicalId} refers to ${name}: no such resource or parameter`);
        }
      }
      return [logicalId, needed];
    }),
  );
}

/**
 * All resources, each after those that it needs; otherwise in the template's order.
 * @throws TemplateError naming a cycle (`A → B → A`): CloudFormation refuses such a template
 */
export function creationOrder(graph: DependencyGraph): string[] {
  const order: string[] = [];
  const done = new Set<string>();
  const visit = (logicalId: string, way: readonly string[]): void => {
    if (done.has(logicalId)) return;
    const start = way.indexOf(logicalId);
    if (start >= 0) {
      const cycle = [...way.slice(start), logicalId].join(' → ');
      throw new TemplateError(
        `circular dependency: ${cycle}. CloudFormation refuses it: let one of them name the other by its ARN's text.`,
      );
    }
    for (const needed of graph.get(logicalId) ?? []) visit(needed, [...way, logicalId]);
    done.add(logicalId);
    order.push(logicalId);
  };
  for (const logicalId of graph.keys()) visit(logicalId, []);
  return order;
}

const nameOf = (reference: Reference): string =>
  reference.kind === 'ref' ? reference.name : reference.logicalId;
