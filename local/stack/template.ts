import * as z from 'zod';
import { TemplateError } from './template-error.ts';

const parameter = z.strictObject({
  Type: z.enum(['String', 'Number', 'CommaDelimitedList']),
  Default: z.union([z.string(), z.number()]).optional(),
  Description: z.string().optional(),
});

const resource = z.strictObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.union([z.string().transform((id) => [id]), z.array(z.string())]).default([]),
  // What happens to a resource on update and removal: this stack is made once and never updated.
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
  Metadata: z.unknown().optional(),
});

const output = z.strictObject({
  Value: z.unknown(),
  Description: z.string().optional(),
  Export: z.strictObject({ Name: z.unknown() }).optional(),
});

const template = z.strictObject({
  AWSTemplateFormatVersion: z.literal('2010-09-09').optional(),
  Description: z.string().optional(),
  Parameters: z.record(z.string(), parameter).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), output).default({}),
});

/** A CloudFormation template as far as it is covered: parameters, conditions, resources and outputs. */
export type Template = z.infer<typeof template>;
export type TemplateResource = z.infer<typeof resource>;
export type TemplateParameter = z.infer<typeof parameter>;

/**
 * Checks the form of a parsed template file.
 * @throws TemplateError naming every place that is malformed or not covered (Mappings, Transform …)
 */
export function parseTemplate(source: unknown): Template {
  const parsed = template.safeParse(source);
  if (parsed.success) return parsed.data;
  throw new TemplateError(
    `the template cannot be deployed to the local AWS:\n${problemsOf(parsed.error, 'template').join('\n')}`,
  );
}

/** Each problem of a zod error on its own line: where, and what. */
export const problemsOf = (error: z.ZodError, at: string): string[] =>
  error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `- ${[at, ...issue.path, key].join('.')}: not covered by the local AWS`)
      : [`- ${[at, ...issue.path].join('.')}: ${issue.message}`],
  );
