import data from './constraints.json' with { type: 'json' };

/** A shape of an AWS API model, reduced to what can be checked; references are names of other shapes. */
export interface Shape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, string>>;
  /** The request headers that carry members, in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly member?: string;
  readonly key?: string;
  readonly value?: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  /** Its value is never shown. */
  readonly sensitive?: boolean;
}

/** The inputs of an API's operations, and every shape that they reach. */
export interface InputModel {
  readonly source: string;
  /** The name of each operation's input shape. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** The inputs of SageMaker's operations on models, endpoint configs, endpoints and their tags. */
export const sagemakerModel: InputModel = data.sagemaker;

/** The input of SageMaker Runtime's InvokeEndpoint. */
export const runtimeModel: InputModel = data.runtime;

/** @throws Error if the model has no such shape */
export function shapeOf(model: InputModel, name: string | undefined): Shape {
  const shape = model.shapes[name ?? ''];
  if (shape === undefined) throw new Error(`constraints.json has no shape ${name}`);
  return shape;
}

/** @throws Error if the model has no such operation */
export function inputShapeName(model: InputModel, operation: string): string {
  const name = model.inputs[operation];
  if (name === undefined) throw new Error(`constraints.json has no operation ${operation}`);
  return name;
}

/** A member's name as AWS's messages print it: `EndpointName` is `endpointName`. */
export const camelCase = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
