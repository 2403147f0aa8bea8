// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub writes its variables so.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { creationOrder, dependencyGraph } from '../../../local/stack/dependency-graph.ts';
import { parseTemplate } from '../../../local/stack/template.ts';
import { packagedTemplate, packagingMs } from './packaged-template.ts';

const orderOf = (resources: Record<string, object>) =>
  creationOrder(
    dependencyGraph(
      parseTemplate({
        Parameters: { Prefix: { Type: 'String', Default: 'p' } },
        Resources: Object.fromEntries(
          Object.entries(resources).map(([id, resource]) => [id, { Type: 'T', ...resource }]),
        ),
      }),
    ),
  );
const needing = (...names: string[]) => ({ Properties: { Names: names.map((Ref) => ({ Ref })) } });

describe('The order of creation', () => {
  it('is the template’s own where nothing depends on anything', () => {
    expect(orderOf({ B: {}, A: {}, C: {} })).toEqual(['B', 'A', 'C']);
  });

  it('puts what is referred to first, however it is referred to', () => {
    expect(
      orderOf({
        ByRef: needing('A', 'Prefix', 'AWS::Region'),
        ByAttribute: { Properties: { Arn: { 'Fn::GetAtt': ['B', 'Arn'] } } },
        BySub: { Properties: { Text: { 'Fn::Sub': '${C.Arn}/*' } } },
        ByDependsOn: { DependsOn: 'D' },
        ByDependsOnList: { DependsOn: ['E'] },
        A: {},
        B: {},
        C: {},
        D: {},
        E: {},
      }),
    ).toEqual(['A', 'ByRef', 'B', 'ByAttribute', 'C', 'BySub', 'D', 'ByDependsOn', 'E', 'ByDependsOnList']);
  });

  it('does not exist where resources depend on each other in a circle, which is named', () => {
    expect(() => orderOf({ Entry: needing('A'), A: needing('B'), B: needing('C'), C: needing('A') })).toThrow(
      'circular dependency: A → B → C → A.',
    );
    expect(() => orderOf({ Self: needing('Self') })).toThrow('circular dependency: Self → Self.');
  });

  it('does not exist where something that is not there is referred to', () => {
    expect(() => orderOf({ A: needing('Nobody') })).toThrow(
      'A refers to Nobody: no such resource or parameter',
    );
    expect(() => orderOf({ A: { Properties: { Arn: { 'Fn::GetAtt': ['Prefix', 'Arn'] } } } })).toThrow(
      'A refers to Prefix',
    );
  });

  it('holds every resource once, after all that it needs, in any template without a circle', () => {
    // Resource i may need only those with a lower number: no circle. Shuffled, so that the order has work to do.
    const graphs = fc
      .array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 12 })
      .map((needs) => needs.map((list, i) => (i === 0 ? [] : list.map((n) => n % i))))
      .chain((needs) =>
        fc.tuple(fc.constant(needs), fc.shuffledSubarray([...needs.keys()], { minLength: needs.length })),
      );
    fc.assert(
      fc.property(graphs, ([needs, shuffled]) => {
        const graph = new Map(shuffled.map((i) => [`R${i}`, new Set(needs[i]?.map((n) => `R${n}`))]));
        const order = creationOrder(graph);
        expect([...order].sort()).toEqual([...graph.keys()].sort());
        for (const [id, needed] of graph) {
          for (const other of needed) expect(order.indexOf(other)).toBeLessThan(order.indexOf(id));
        }
      }),
    );
  });
});

describe('The packaged template', () => {
  it('has no circular dependency', { timeout: packagingMs }, async () => {
    const template = await packagedTemplate();
    const order = creationOrder(dependencyGraph(parseTemplate(template)));
    expect(order).toHaveLength(Object.keys(template.Resources).length);
  });
});
