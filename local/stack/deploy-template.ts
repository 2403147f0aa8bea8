import { conditionValues } from './conditions.ts';
import { creationOrder, dependencyGraph } from './dependency-graph.ts';
import type { Deployed, Deployer, ResourceToCreate, Site } from './deployers/deployer.ts';
import { deployers } from './deployers/deployers.ts';
import { deploymentBucket, inertTypes } from './deployers/inert-types.ts';
import { type Expression, parseExpression } from './expression.ts';
import { parameterValues, pseudoParameters } from './parameters.ts';
import { type Lookup, resolve } from './resolve.ts';
import { parseTemplate, type Template, type TemplateResource } from './template.ts';
import { TemplateError } from './template-error.ts';

export interface DeployOptions extends Site {
  /** Values for the template's parameters, as CloudFormation takes them: lists with commas. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface DeployedStack {
  /** The template's outputs by name. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What of the template has no local effect, and why: one line each, to be printed. */
  readonly inert: readonly string[];
}

/**
 * Deploys a packaged CloudFormation template (parsed JSON) into the local services: the same one that would be
 * deployed to AWS, so that nothing is wired twice.
 *
 * @param source not to be changed any more: it is read once
 * @throws TemplateError for whatever is neither made nor listed as inert, naming resource, type and property
 */
export async function deployTemplate(source: unknown, options: DeployOptions): Promise<DeployedStack> {
  const { template, order, makers, properties: given } = readTemplate(source);
  const deployed = new Map<string, Deployed>();
  const lookup = lookupIn(template, options, deployed);

  for (const logicalId of order) {
    const { Type: type } = template.Resources[logicalId] as TemplateResource;
    try {
      const properties = (given.get(logicalId) ?? []).flatMap(([name, value]) => {
        const resolved = resolve(value(), lookup, name);
        return resolved === undefined ? [] : [[name, resolved] as const];
      });
      const resource = { logicalId, type, properties: Object.fromEntries(properties) };
      deployed.set(logicalId, await create(makers.get(logicalId) as Maker, resource, options));
    } catch (error) {
      throw new TemplateError(
        `resource ${logicalId} (${type}) cannot be deployed to the local AWS: ${reasonOf(error)}`,
      );
    }
  }

  const outputs = Object.entries(template.Outputs).map(([name, { Value }]) => {
    const path = `Outputs.${name}`;
    return [name, String(resolve(parseExpression(Value, path), lookup, path))] as const;
  });
  return { outputs: Object.fromEntries(outputs), inert: inertIn(template, makers) };
}

/** What a template says, whoever deploys it. */
interface Reading {
  readonly template: Template;
  readonly order: readonly string[];
  readonly makers: ReadonlyMap<string, Maker>;
  /** By logical id and name. A malformed one throws where its resource is made. */
  readonly properties: ReadonlyMap<string, readonly (readonly [name: string, value: () => Expression])[]>;
}

/** By the template's object: a process that plays many stories deploys the same one into each of their worlds. */
const readings = new WeakMap<object, Reading>();

function readTemplate(source: unknown): Reading {
  const known = typeof source === 'object' && source !== null ? readings.get(source) : undefined;
  if (known !== undefined) return known;
  const template = parseTemplate(source);
  const properties = new Map(
    Object.entries(template.Resources).map(([logicalId, { Properties }]) => [
      logicalId,
      Object.entries(Properties).map(
        ([name, value]) => [name, once(() => parseExpression(value, name))] as const,
      ),
    ]),
  );
  const order = creationOrder(dependencyGraph(template));
  const reading: Reading = { template, order, makers: makersOf(template), properties };
  readings.set(source as object, reading);
  return reading;
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

type Maker =
  | { readonly kind: 'real'; readonly deployer: Deployer }
  | {
      readonly kind: 'inert';
      readonly label: string;
      readonly why: string;
      identify(resource: ResourceToCreate, site: Site): Deployed;
    };

const create = async (maker: Maker, resource: ResourceToCreate, site: Site): Promise<Deployed> =>
  maker.kind === 'inert' ? maker.identify(resource, site) : maker.deployer.create(resource, site);

function reasonOf(error: unknown): string {
  if (error instanceof TemplateError) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** How each resource is made. @throws TemplateError naming every resource of a type that is not covered */
function makersOf(template: Template): Map<string, Maker> {
  const makers = new Map<string, Maker>();
  const unknown: string[] = [];
  for (const [logicalId, { Type }] of Object.entries(template.Resources)) {
    const deployer = Object.hasOwn(deployers, Type) ? deployers[Type] : undefined;
    const inert = Object.hasOwn(inertTypes, Type) ? inertTypes[Type] : undefined;
    if (logicalId === deploymentBucket.logicalId) {
      makers.set(logicalId, { kind: 'inert', label: logicalId, ...deploymentBucket });
    } else if (deployer !== undefined) makers.set(logicalId, { kind: 'real', deployer });
    else if (inert !== undefined) makers.set(logicalId, { kind: 'inert', label: Type, ...inert });
    else unknown.push(`- ${logicalId}: ${Type}`);
  }
  if (unknown.length === 0) return makers;
  const covered = [...Object.keys(deployers), ...Object.keys(inertTypes)].sort().join(', ');
  throw new TemplateError(
    `the local AWS does not cover these resources:\n${unknown.join('\n')}\nIt covers ${covered}.`,
  );
}

function lookupIn(
  template: Template,
  options: DeployOptions,
  deployed: ReadonlyMap<string, Deployed>,
): Lookup {
  const values = new Map([
    ...pseudoParameters(options.context, options.stackName),
    ...parameterValues(template.Parameters, options.parameters ?? {}),
  ]);
  const conditions = conditionValues(template.Conditions, values);
  return (reference) => {
    if (reference.kind === 'condition') return String(conditions(reference.name));
    if (reference.kind === 'ref') {
      if (values.has(reference.name)) return values.get(reference.name);
      const ref = deployed.get(reference.name)?.ref;
      if (ref !== undefined) return ref;
      throw new TemplateError(`Ref: no resource or parameter ${reference.name}`);
    }
    const { logicalId, attribute } = reference;
    const value = deployed.get(logicalId)?.attributes[attribute];
    if (value !== undefined) return value;
    const type = template.Resources[logicalId]?.Type ?? 'no such resource';
    throw new TemplateError(
      `Fn::GetAtt: the local AWS has no attribute ${attribute} of ${logicalId} (${type})`,
    );
  };
}

/** What may stand on any resource, or on an output, and has no local effect. */
const inertAttributes = {
  DeletionPolicy: 'the stack is never removed',
  UpdateReplacePolicy: 'the stack is never updated',
  Metadata: 'nothing reads it',
} as const;
const inertExport = 'Outputs Export: there is no other stack';

/** The parts of the template without local effect, each once, sorted. */
function inertIn(template: Template, makers: ReadonlyMap<string, Maker>): string[] {
  const lines = new Set<string>();
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    for (const [attribute, why] of Object.entries(inertAttributes)) {
      if (Object.hasOwn(resource, attribute)) lines.add(`${attribute}: ${why}`);
    }
    const maker = makers.get(logicalId) as Maker;
    if (maker.kind === 'inert') {
      lines.add(`${maker.label}: ${maker.why}`);
      continue;
    }
    for (const [property, why] of Object.entries(maker.deployer.inert)) {
      if (Object.hasOwn(resource.Properties, property)) lines.add(`${resource.Type} ${property}: ${why}`);
    }
  }
  if (Object.values(template.Outputs).some((output) => output.Export !== undefined)) lines.add(inertExport);
  return [...lines].sort();
}
