import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../core/chat/parsed-message.ts';
import { openedGate } from '../../../core/gates/item.ts';
import { gateNotice } from '../../../core/notices/gate.ts';
import { chatMessage } from '../../../core/notices/notice.ts';
import { rolloutName } from '../../../core/release.ts';
import { aRollout, instant, instantMs } from '../../support/builders.ts';

const rollout = aRollout();
const notice = gateNotice(rollout, openedGate('before', 0, 'window', instantMs), { greenlight: '', aws: '' });

describe('A message of the queue', () => {
  it('is the notice that was published', () => {
    expect(parseMessage(JSON.stringify(chatMessage(notice)))).toEqual({
      kind: 'notice',
      rollout: rolloutName(rollout),
      notice,
    });
  });

  it('has its key, its rollout and its time where the notice says them', () => {
    const message = chatMessage(notice) as { metadata: { additionalContext: object } };
    const event = JSON.stringify({ at: instant, phase: 'alarm' });
    Object.assign(message.metadata.additionalContext, { key: 'alarm#a', rollout: 'r-1', event });
    expect(parseMessage(JSON.stringify(message))).toMatchObject({
      rollout: 'r-1',
      at: instantMs,
      notice: { key: 'alarm#a' },
    });
  });

  it('is as much of a notice as is there', () => {
    const least = { source: 'custom', content: { description: 'one\ntwo' } };
    expect(parseMessage(JSON.stringify(least))).toMatchObject({
      kind: 'notice',
      notice: { endpoint: 'none', severity: 'info', title: '', lines: ['one', 'two'] },
    });
  });

  it('is a change of a rollout, or of an endpoint of which it knows no rollout', () => {
    const change = (detail: object) => parseMessage(JSON.stringify({ source: 'greenlight', detail }));
    expect(change({ endpoint: 'iris', rollout: 'r-1', phase: 'shifting' })).toEqual({
      kind: 'change',
      endpoint: 'iris',
      rollout: 'r-1',
      settles: false,
    });
    expect(change({ endpoint: 'iris', rollout: 'r-1', phase: 'concluded' })).toMatchObject({ settles: true });
    expect(change({ endpoint: 'iris', phase: 'drift' })).toEqual({
      kind: 'change',
      endpoint: 'iris',
      settles: true,
    });
    expect(change({ endpoint: null, phase: 'misplaced' })).toEqual({ kind: 'nothing' });
    expect(
      parseMessage(JSON.stringify({ source: 'aws.sagemaker', detail: { EndpointName: 'iris' } })),
    ).toEqual({
      kind: 'change',
      endpoint: 'iris',
      settles: false,
    });
  });

  it('may be anything, and is never thrown at', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => void parseMessage(body)),
      { numRuns: 200 },
    );
    expect(parseMessage('hello').kind).toBe('unknown');
  });
});
