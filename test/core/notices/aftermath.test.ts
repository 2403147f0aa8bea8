import { expect, it } from 'vitest';
import { aftermathNotice } from '../../../core/notices/aftermath.ts';
import { aRollout } from '../../support/builders.ts';

const plan = { config: 'iris-new', previousConfig: 'iris-old' };
const nextSteps = [{ text: 'To go back', command: 'npx greenlight rollback iris' }];
const notice = (status: string, serving: string | null) =>
  aftermathNotice(aRollout(), { status, serving, nextSteps }, plan);

it.each([
  ['InService', 'iris-new', 'warning', /^iris-new serves: the release is live/],
  ['InService', 'iris-old', 'warning', /^iris-old serves: the config from before\.$/],
  ['InService', 'theirs', 'critical', /^theirs serves: neither/],
  ['Failed', null, 'critical', /^Nothing serves\.$/],
])(
  'What became of an endpoint after a time-out is told with what serves: %s on %s',
  (status, serving, severity, line) => {
    expect(notice(status, serving)).toMatchObject({
      phase: 'aftermath',
      severity,
      title: expect.stringContaining(status),
      nextSteps: ['To go back: npx greenlight rollback iris'],
    });
    expect(notice(status, serving).lines[0]).toMatch(line);
  },
);
