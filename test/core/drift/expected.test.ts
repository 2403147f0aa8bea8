import { describe, expect, it } from 'vitest';
import { expectedAfterShift } from '../../../core/drift/expected.ts';
import { aRecord, instant, instantMs } from '../../support/builders.ts';

const record = aRecord({ config: 'new' }, { phases: { shifting: instant } });
const believed = (configName: string, lastModified: number) => ({
  endpoint: 'iris',
  configName,
  status: 'InService',
  lastModified,
});

describe('After a shift, the endpoint should serve', () => {
  it.each([
    ['what the shift came to, where no rollout has ended before', undefined, 'new'],
    ['the same, where the belief is from before the shift', believed('old', instantMs - 1), 'new'],
    ['what was told to be there since', believed('theirs', instantMs + 1), 'theirs'],
  ])('%s', (_, belief, configName) => {
    expect(expectedAfterShift(belief, record, 'new').configName).toBe(configName);
  });

  it('the same, whoever looks, so that what differs is told once', () => {
    expect(expectedAfterShift(undefined, record, 'new')).toEqual(
      expectedAfterShift(believed('old', 0), record, 'new'),
    );
  });
});
