import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type * as z from 'zod';
import { truncate } from '../../core/values/plain-text.ts';
import { AwsTrouble } from '../aws/aws-trouble.ts';
import type { TargetOptions } from '../aws/target.ts';
import { UsageError } from '../usage-error.ts';

/** What tools have beside their input. */
export interface ToolContext {
  /** The AWS that all of them talk to: an assistant cannot choose another. */
  readonly target: TargetOptions;
  /** Files are read below this folder alone. */
  readonly folder: string;
  /** The name that the assistant's program gives itself. */
  assistant(): string;
}

/** The same, but nothing in it can be changed. */
type Frozen<T> = T extends readonly (infer E)[]
  ? readonly Frozen<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T;

/** One thing that an assistant may ask for. */
export interface Tool<I extends z.ZodObject, O extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: I;
  /** Whatever it does not name is left out of the answer. */
  readonly output: O;
  /** Set if it writes a proposal. */
  readonly proposes?: true;
  run(context: ToolContext, input: z.output<I>): Promise<Frozen<z.input<O>>>;
}

/** Lets the server offer a tool. Whatever goes wrong is an answer in plain words. */
export function offer<I extends z.ZodObject, O extends z.ZodObject>(
  server: McpServer,
  context: ToolContext,
  tool: Tool<I, O>,
): void {
  const { name, title, description, proposes = false } = tool;
  const annotations = { readOnlyHint: !proposes, destructiveHint: false, openWorldHint: false };
  const answer = async (input: unknown) => {
    try {
      const made = await tool.run(context, input as z.output<I>);
      const result = tool.output.parse(bounded(made));
      return {
        structuredContent: result as Record<string, unknown>,
        content: [{ type: 'text' as const, text: JSON.stringify(result) }],
      };
    } catch (error) {
      return { isError: true, content: [{ type: 'text' as const, text: toldOf(name, error) }] };
    }
  };
  const terms = { title, description, inputSchema: tool.input, outputSchema: tool.output, annotations };
  server.registerTool<z.ZodObject, z.ZodObject>(name, terms, answer);
}

/** Longer texts (a reason of CloudWatch's may have a megabyte) say no more. */
const longestText = 2000;

function bounded(value: unknown): unknown {
  if (typeof value === 'string') return truncate(value, longestText);
  if (Array.isArray(value)) return value.map(bounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, bounded(inner)]));
}

/** A failure of the program itself is told in one sentence, with its stack on stderr. */
function toldOf(name: string, error: unknown): string {
  if (error instanceof UsageError || error instanceof AwsTrouble) return truncate(error.message, longestText);
  const [kind, message] = error instanceof Error ? [error.name, error.message] : ['Error', String(error)];
  process.stderr.write(`greenlight: ${error instanceof Error ? (error.stack ?? message) : message}\n`);
  return truncate(`${name} failed (${kind}): ${message}`, longestText);
}
