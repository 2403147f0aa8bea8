import type { KnownBlock, Button as PublishedButton } from '@slack/types';
import { describe, expectTypeOf, it } from 'vitest';
import type { Block, Button, SlackMessage } from '../../../core/slack/block-kit.ts';

/** Checked by the compiler (`npm run types`): at run time there is nothing to see. */
describe('Our blocks', () => {
  it('are such as Slack’s published types know', () => {
    expectTypeOf<Block>().toExtend<KnownBlock>();
    expectTypeOf<SlackMessage['blocks']>().toExtend<KnownBlock[]>();
    expectTypeOf<Button>().toExtend<PublishedButton>();
    // A type of block that Slack does not know would be none.
    expectTypeOf<{ type: 'headline'; text: string }>().not.toExtend<KnownBlock>();
  });
});
