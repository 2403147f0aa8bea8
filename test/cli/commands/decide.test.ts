import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ask } from '../../../cli/commands/ask.ts';
import { decideGate } from '../../../cli/commands/decide.ts';

vi.mock('../../../cli/commands/ask.ts', () => ({ ask: vi.fn(async () => 0) }));
const asked = vi.mocked(ask);
beforeEach(() => asked.mockClear());

const options = { wait: false, json: false, stage: 'dev' };

describe('greenlight approve and reject', () => {
  it('ask for the gate at which the endpoint’s rollout waits', async () => {
    expect(await decideGate('approve', 'iris', options)).toBe(0);
    expect(asked.mock.calls).toEqual([[{ command: 'decide', endpoint: 'iris', action: 'approve' }, options]]);
  });

  it('ask for the gate that a notice names, with the endpoint that its release is for', async () => {
    const gate = 'fraud-2a0a1c8a80c0-12/after/3';
    await decideGate('reject', gate, { ...options, reason: 'scores look wrong' });
    expect(asked.mock.calls[0]?.[0]).toEqual({
      ...{ command: 'decide', endpoint: 'fraud', action: 'reject', gate },
      reason: 'scores look wrong',
    });
  });

  it.each([
    'iris-2a0a1c8a80c0-1/before',
    'iris-2a0a1c8a80c0-1/between/0',
    'iris-2a0a1c8a80c0-1/before/x',
    'iris-2a0a1c8a80c0/before/0/1',
    '/before/0',
  ])('refuse what is neither: %s', async (text) => {
    await expect(decideGate('approve', text, options)).rejects.toThrow(
      /^<gate>: expected an endpoint, or a gate/,
    );
    expect(asked).not.toHaveBeenCalled();
  });

  it('cannot tell the endpoint from a gate whose name may have been cut', async () => {
    const gate = `${'x'.repeat(40)}-2a0a1c8a80c0-1/before/0`;
    await expect(decideGate('approve', gate, options)).rejects.toThrow(/40 characters/);
  });
});
