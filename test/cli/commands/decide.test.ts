import { describe, expect, it } from 'vitest';
import { decisionOn } from '../../../cli/commands/decide.ts';

describe('greenlight approve and reject', () => {
  it('ask for the gate at which the endpoint’s rollout waits', () => {
    expect(decisionOn('approve', 'iris')).toEqual({ command: 'decide', endpoint: 'iris', action: 'approve' });
  });

  it('ask for the gate that a notice names, with the endpoint that its release is for', () => {
    const gate = 'fraud-2a0a1c8a80c0-12/after/3';
    expect(decisionOn('reject', gate, 'scores look wrong')).toEqual({
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
  ])('refuse what is neither: %s', (text) => {
    expect(() => decisionOn('approve', text)).toThrow(/^<gate>: expected an endpoint, or a gate/);
  });

  it('cannot tell the endpoint from a gate whose name may have been cut', () => {
    const gate = `${'x'.repeat(40)}-2a0a1c8a80c0-1/before/0`;
    expect(() => decisionOn('approve', gate)).toThrow(/40 characters/);
  });
});
