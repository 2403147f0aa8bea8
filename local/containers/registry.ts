import * as z from 'zod';
import type { ContainerSpec } from '../ports.ts';
import { messageOf } from './errors.ts';

/** A program that serves models; one process of it per instance. */
export interface Command {
  /** Program and arguments, no shell. `node` as the program means the Node that runs this. */
  readonly argv: readonly [string, ...string[]];
  /** The folder that it runs in and that its relative paths mean: the registry file's. */
  readonly cwd: string;
}

interface InlineRequest {
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

interface InlineResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/**
 * A container as a function, for stories that want no processes: always healthy, and answers each invocation.
 * It may sleep on the clock. One that throws can't be reached, as a crashed container can't.
 */
export type InlineContainer = (
  request: InlineRequest,
  spec: ContainerSpec,
) => InlineResponse | Promise<InlineResponse>;

/** What each `local:<name>` image runs. */
export type Registry = Readonly<Record<string, Command | InlineContainer>>;

const registryFile = z.record(
  z
    .string()
    .regex(
      /^local:[A-Za-z0-9][A-Za-z0-9._-]*$/,
      'expected an image name like "local:iris" (letters, digits, . _ -)',
    ),
  z.strictObject({
    command: z.tuple([z.string().min(1)], z.string()),
  }),
);

/**
 * Reads a registry file: `{"local:iris": {"command": ["node", "iris/serve.ts"]}}`.
 *
 * @param baseDir the folder of the file, which relative paths in its commands start from
 * @throws Error that lists every problem
 */
export function parseRegistry(text: string, baseDir: string): Registry {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`container registry: not JSON: ${messageOf(error)}`);
  }
  const parsed = registryFile.safeParse(json);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'the whole'}: ${reason(issue)}`,
    );
    throw new Error(`container registry: ${problems.join('; ')}`);
  }
  return Object.fromEntries(
    Object.entries(parsed.data).map(([image, { command }]) => [image, { argv: command, cwd: baseDir }]),
  );
}

/** zod tells of a bad key in the issues inside the issue. */
const reason = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_key' ? issue.issues.map(({ message }) => message).join(', ') : issue.message;
