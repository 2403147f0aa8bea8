import type * as z from 'zod';
import { type Block, blocksSchema, notCoveredBlocks } from './block-schema.ts';
import { explained, SlackError } from './slack-error.ts';

/**
 * Near this many characters in all blocks together, Slack refuses a message. It documents no figure: 13,172 to
 * 13,297 were measured (slackapi/bolt-js issue 2509).
 */
const maxCharacters = 13_172;

/**
 * The blocks of a message, if Slack would take them.
 * @throws SlackError `invalid_blocks_format`, `invalid_blocks` with every problem in Slack's words, or
 *   `msg_blocks_too_long`
 */
export function checkBlocks(given: unknown): Block[] {
  const blocks = typeof given === 'string' ? fromJson(given) : given;
  if (!Array.isArray(blocks)) throw new SlackError('invalid_blocks_format');
  const parsed = blocksSchema.safeParse(blocks);
  const problems = parsed.success
    ? repeatedIds(parsed.data)
    : parsed.error.issues.map((issue) => problemOf(issue, blocks));
  if (!parsed.success || problems.length > 0) throw explained('invalid_blocks', problems);
  if (JSON.stringify(parsed.data).length > maxCharacters) throw new SlackError('msg_blocks_too_long');
  return parsed.data;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SlackError('invalid_blocks_format');
  }
}

/** `must be less than 3001 characters [json-pointer:/blocks/0/text/text]`, as Slack writes it. */
function problemOf(issue: z.core.$ZodIssue, blocks: readonly unknown[]): string {
  const at = (path: readonly PropertyKey[], words: string) =>
    `${words} [json-pointer:/blocks${path.map((part) => `/${String(part)}`).join('')}]`;
  const { path } = issue;
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'array'
        ? at(path, `no more than ${issue.maximum} items allowed`)
        : at(path, `must be less than ${Number(issue.maximum) + 1} characters`);
    case 'too_small':
      return issue.origin === 'array'
        ? at(path, `no fewer than ${issue.minimum} items allowed`)
        : at(path, `must be more than ${Number(issue.minimum) - 1} characters`);
    case 'unrecognized_keys':
      return at(path, `invalid additional property: ${issue.keys.join(', ')}`);
    case 'invalid_union': {
      const type = valueAt(blocks, path);
      if (type === undefined) return at(path.slice(0, -1), 'missing required field: type');
      return notCoveredBlocks.includes(String(type))
        ? at(path, `The local Slack does not cover blocks of type ${String(type)}`)
        : at(path, `unsupported type: ${String(type)}`);
    }
    case 'invalid_type':
      return valueAt(blocks, path) === undefined
        ? at(path.slice(0, -1), `missing required field: ${String(path.at(-1))}`)
        : at(path, `must provide ${issue.expected === 'object' ? 'an' : 'a'} ${issue.expected}`);
    case 'custom':
      return at(path, issue.message);
    default:
      return at(path, issue.message);
  }
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );

/** A `block_id` is unique in its message, an `action_id` in its block. */
function repeatedIds(blocks: readonly Block[]): string[] {
  const blockIds = blocks.map(({ block_id }) => block_id);
  return [
    ...repeated(blockIds).map((id) => `block_id ${id} already exists [json-pointer:/blocks]`),
    ...blocks.flatMap((block, index) =>
      block.type === 'actions'
        ? repeated(block.elements.map(({ action_id }) => action_id)).map(
            (id) => `action_id ${id} already exists [json-pointer:/blocks/${index}/elements]`,
          )
        : [],
    ),
  ];
}

const repeated = (ids: readonly (string | undefined)[]): string[] =>
  ids.filter((id): id is string => id !== undefined && ids.indexOf(id) !== ids.lastIndexOf(id));
