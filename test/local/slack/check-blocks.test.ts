import { describe, expect, it } from 'vitest';
import { checkBlocks } from '../../../local/slack/check-blocks.ts';
import { SlackError } from '../../../local/slack/slack-error.ts';
import { approveBlocks } from './support.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const button = (over: object = {}) => ({ type: 'button', action_id: 'a', text: plain('Go'), ...over });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

/** Slack's code, and each problem in its words. */
function refusalOf(blocks: unknown): unknown[] {
  try {
    checkBlocks(blocks);
    return [];
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    const problems = (error.members.errors ?? []) as string[];
    const metadata = error.members.response_metadata as { messages?: string[] } | undefined;
    expect(metadata?.messages ?? []).toEqual(problems.map((problem) => `[ERROR] ${problem}`));
    return [error.code, ...problems];
  }
}

describe('Blocks', () => {
  it('are taken as an array, or as JSON in a form', () => {
    expect(refusalOf(approveBlocks)).toEqual([]);
    expect(refusalOf(JSON.stringify(approveBlocks))).toEqual([]);
    expect(refusalOf('[')).toEqual(['invalid_blocks_format']);
    expect(refusalOf({})).toEqual(['invalid_blocks_format']);
  });

  it.each<[string, unknown[], string]>([
    [
      'a long text',
      [section('x'.repeat(3001))],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['no text', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    [
      'a long header',
      [{ type: 'header', text: plain('x'.repeat(151)) }],
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      '51 blocks',
      Array.from({ length: 51 }, () => section('x')),
      'no more than 50 items allowed [json-pointer:/blocks]',
    ],
    [
      '26 buttons',
      [actions(...Array.from({ length: 26 }, (_, i) => button({ action_id: `${i}` })))],
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'a long value',
      [actions(button({ value: 'x'.repeat(2001) }))],
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'a long label',
      [actions(button({ text: plain('x'.repeat(76)) }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a long id',
      [actions(button({ action_id: 'x'.repeat(256) }))],
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    ['an unknown block', [{ type: 'sectionn' }], 'unsupported type: sectionn [json-pointer:/blocks/0/type]'],
    [
      'a block not covered',
      [{ type: 'image' }],
      'The local Slack does not cover blocks of type image [json-pointer:/blocks/0/type]',
    ],
    ['no type', [{}], 'missing required field: type [json-pointer:/blocks/0]'],
    ['no elements', [{ type: 'actions' }], 'missing required field: elements [json-pointer:/blocks/0]'],
    [
      'neither text nor fields',
      [{ type: 'section' }],
      'missing required field: text [json-pointer:/blocks/0]',
    ],
    [
      'a field too many',
      [{ ...section('x'), colour: 'red' }],
      'invalid additional property: colour [json-pointer:/blocks/0]',
    ],
    [
      'a number for a text',
      [{ type: 'header', text: plain(7 as never) }],
      'must provide a string [json-pointer:/blocks/0/text/text]',
    ],
    [
      'the same action twice',
      [actions(button(), button())],
      'action_id a already exists [json-pointer:/blocks/0/elements]',
    ],
  ])('with %s are invalid, in Slack’s words', (_, blocks, problem) => {
    expect(refusalOf(blocks)).toEqual(expect.arrayContaining(['invalid_blocks', problem]));
  });

  it('with several problems are told all of them', () => {
    expect(refusalOf([section(''), section('x'.repeat(3001))])).toHaveLength(3);
  });

  it('are too long together, though each is not', () => {
    expect(refusalOf(Array.from({ length: 5 }, () => section('x'.repeat(3000))))).toEqual([
      'msg_blocks_too_long',
    ]);
    expect(refusalOf(Array.from({ length: 4 }, () => section('x'.repeat(3000))))).toEqual([]);
  });
});
