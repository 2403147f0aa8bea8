import { expect, it } from 'vitest';
import { unreadWarnings } from '../../../../core/plan/checks/unread.ts';
import { sentence } from '../../../../core/values/problem.ts';
import { aLiveEndpoint, aPlan, findings } from '../../../support/builders.ts';

const of = (...unread: string[]) => unreadWarnings(aLiveEndpoint({ unread })).map(sentence);

it('A setting that is newer than the SDK is told, since a release leaves it out', () => {
  expect(of()).toEqual([]);
  expect(of('MetricsConfig.NewSwitch')).toEqual([
    'endpoint: expected settings that this version of Greenlight knows, got MetricsConfig.NewSwitch, left out of what ' +
      'the release makes. Update Greenlight and its AWS SDK, or release by hand.',
  ]);
  expect(of('a', 'b', 'c', 'd', 'e', 'f', 'g')[0]).toContain('got a, b, c, d, e and 2 more, left out');
});

it('It is a warning of the plan, and holds up nothing', () => {
  const { warnings } = aPlan(findings({ live: aLiveEndpoint({ unread: ['NewThing'] }) }));
  expect(warnings.map(({ got }) => got)).toContain('NewThing, left out of what the release makes');
});
