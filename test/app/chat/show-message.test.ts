import { describe, expect, it } from 'vitest';
import { show } from '../../../app/chat/show-message.ts';
import type { Failure, Posted } from '../../../core/chat/channel.ts';
import type { Shown } from '../../../core/chat/threads.ts';
import { fingerprint } from '../../../core/slack/fingerprint.ts';
import { noticePost } from '../../../core/slack/post.ts';

const message = noticePost({
  endpoint: 'iris',
  thread: 't',
  phase: 'queued',
  severity: 'info',
  title: 'waiting',
  lines: [],
  nextSteps: [],
});
const hash = fingerprint(message);
const posted: Posted = { kind: 'posted', place: 'C1', id: '1.2' };
const away: Failure = { kind: 'later', at: 0, why: 'away', perhapsDone: true };
const gone: Failure = { kind: 'refused', fault: 'gone', error: 'message_not_found', why: 'gone' };

/** Slack answers so, call by call; what was called and kept, in order. */
function world(answers: (Posted | Failure)[], before?: Shown) {
  const done: unknown[] = [];
  const answer = (what: unknown) => {
    done.push(what);
    return Promise.resolve(answers.shift() ?? posted);
  };
  const api = {
    post: (_channel: string, _message: unknown, key: string) => answer(`post ${key}`),
    update: (_channel: string, id: string) => answer(`update ${id}`),
  };
  const keep = async (shown: Shown) => void done.push(shown);
  const place = { place: 'C1', key: 'k', generation: 0, keep, ...(before && { before }) };
  return { done, run: () => show(api, place, message, hash) };
}

describe('A message', () => {
  it('is noted before it is posted, and with its place once it is', async () => {
    const { done, run } = world([]);
    expect(await run()).toEqual({ kind: 'shown', place: 'C1', id: '1.2', generation: 0, hash });
    expect(done).toEqual([
      { place: 'C1', generation: 0 },
      'post k#0',
      { place: 'C1', generation: 0, id: '1.2', hash },
    ]);
  });

  it('whose post got no answer is posted by the same key; then it is not known what it shows', async () => {
    const { done, run } = world([posted, away], { place: 'C1', generation: 0 });
    expect(await run()).toEqual(away);
    // So the next try has to update it.
    expect(done).toEqual(['post k#0', { place: 'C1', generation: 0, id: '1.2' }, 'update 1.2']);
  });

  it('that is gone is posted by another key, which is noted first', async () => {
    const { done, run } = world([gone], { place: 'C0', generation: 3, id: '0.1', hash: 'old' });
    expect(await run()).toMatchObject({ kind: 'shown', id: '1.2', generation: 4 });
    expect(done.slice(0, 3)).toEqual(['update 0.1', { place: 'C0', generation: 4 }, 'post k#4']);
  });

  it('of which Slack says again that it is gone is given up', async () => {
    const { done, run } = world([gone, gone, gone], { place: 'C1', generation: 0, id: '0.1' });
    expect(await run()).toEqual(gone);
    expect(done.filter((what) => typeof what === 'string')).toEqual(['update 0.1', 'post k#1', 'post k#2']);
  });
});
