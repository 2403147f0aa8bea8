import { describe, expect, it } from 'vitest';
import { noticePost, privateAnswer } from '../../../core/slack/post.ts';

describe('A notice as a post', () => {
  it('is its title, its lines and what to do next', () => {
    const post = noticePost({
      endpoint: 'iris',
      thread: 't',
      phase: 'alarm',
      severity: 'warning',
      title: ':bell: iris: alarm iris-5xx (value 9, limit 1)',
      lines: ['Threshold Crossed <!here>', 'No rollout is under way.'],
      nextSteps: ['Look at endpoint iris now.'],
    });
    const lines = 'Threshold Crossed &lt;!here&gt;\nNo rollout is under way.\n→ Look at endpoint iris now.';
    const title = ':bell: iris: alarm iris-5xx (value 9, limit 1)';
    expect(post).toEqual({
      text: `${title}\n${lines}`,
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `*${title}*\n${lines}`, verbatim: true } }],
    });
  });
});

describe('A private answer', () => {
  it('leaves the message as it is', () => {
    expect(privateAnswer('It was decided by <@U0BEN> already.')).toEqual({
      response_type: 'ephemeral',
      replace_original: false,
      text: 'It was decided by &lt;@U0BEN&gt; already.',
    });
  });
});
