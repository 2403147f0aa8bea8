import { describe, expect, it } from 'vitest';
import { abortText } from '../../../core/deployment/abort-text.ts';
import type { DeploymentState, Owner } from '../../../core/deployment/state.ts';
import { aRecord, instant } from '../../support/builders.ts';

const record = aRecord(
  { previousConfig: 'iris-before-1' },
  { phases: { shifting: instant, 'gates-after': instant } },
);
const under = (to: Owner): DeploymentState => ({
  deployment: { kind: 'starting' },
  old: 'release',
  new: to,
  rolling: false,
  bakes: true,
});

describe('Whoever aborts in a soak', () => {
  it.each([
    ['before', /somebody else's update to the config from before is under way, which ends first/],
    ['other', /somebody else's update to another config is under way, which ends first/],
  ] as const)('is told of an update by somebody else to what is %s', (to, text) => {
    expect(abortText(record, under(to), false).message).toMatch(text);
  });

  it('and otherwise that the endpoint goes back by an update', () => {
    const rest: DeploymentState = { ...under('release'), deployment: { kind: 'none' } };
    expect(abortText(record, rest, false).message).toMatch(/is live: the endpoint goes back by an update/);
  });
});
