import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { releaseDifferences } from '../../scenarios/release-check.ts';
import type { ReleaseRecord } from '../../scenarios/release-record.ts';
import { parseReleaseStory, type ReleaseStory } from '../../scenarios/release-story.ts';
import { runReleaseStory } from '../../scenarios/run-release-story.ts';
import { packageIfStale } from '../../tools/package-if-stale.ts';
import { packagingMs } from '../support/packaged.ts';

/** A second release, aborted in its bake. */
const written: Record<string, unknown> = {
  name: 'Aborted',
  shows: 'That a rollout can be aborted.',
  steps: [
    { at: '0s', upload: 'v2' },
    { at: '6m', abort: 'current', answer: 'stopping' },
  ],
  sees: [
    { at: '5m', status: 'Updating', config: 'v1', pending: 'v2', share: 100, lease: 'v2' },
    { at: '10m', status: 'InService', config: 'v1', instances: 2, configs: ['v1'], alarms: ['errors'] },
  ],
  outcomes: [
    {
      of: 'v2',
      is: 'ROLLED_BACK',
      at: '7m',
      says: 'Aborted by ana@example.com',
      phases: ['resolving', 'admitted', 'prepared', 'shifting'],
      start: 'upload',
      urgent: false,
    },
  ],
  told: ['shifting v2', 'ROLLED_BACK v2'],
  calls: { UpdateEndpoint: 1 },
  never: { servingBelow: 2, serving: ['v3'], told: ['FAILED'], calls: ['CreateEndpoint'] },
};
const story = (over: Record<string, unknown> = {}): ReleaseStory =>
  parseReleaseStory({ ...written, ...over }, 'story.yaml');

let template: unknown;
let happened: ReleaseRecord;
beforeAll(async () => {
  template = JSON.parse(await readFile(await packageIfStale('local'), 'utf8'));
  happened = await runReleaseStory(story(), template);
}, packagingMs);

const outcomeTold = (over: Record<string, unknown>) => ({
  outcomes: [{ ...(written.outcomes as object[])[0], ...over }],
});
const seen = (over: Record<string, unknown>) => ({ sees: [{ at: '5m', ...over }] });

describe('What happened', () => {
  it('is as told', () => {
    expect(releaseDifferences(story(), happened)).toEqual([]);
  });

  it.each([
    ['outcome', outcomeTold({ is: 'REJECTED' }), 'outcomes: expected v2 REJECTED, got v2 ROLLED_BACK'],
    ['attempt', outcomeTold({ of: 'v2#2' }), 'outcomes: expected v2#2 ROLLED_BACK, got v2 ROLLED_BACK'],
    ['instant', outcomeTold({ at: '8m' }), 'v2 ends: expected at 8m, got 7m'],
    [
      'cause',
      outcomeTold({ says: 'by bo@example.com' }),
      /v2 cause: expected "by bo@example.com" in it, got/,
    ],
    ['urgency', outcomeTold({ urgent: true }), 'v2 urgent: expected true, got false'],
    ['start', outcomeTold({ start: 'retry' }), 'v2 start: expected "retry", got "upload"'],
    [
      'phase',
      outcomeTold({ phases: ['resolving'] }),
      /v2 phases: expected resolving, got resolving, admitted/,
    ],
    ['problem', outcomeTold({ problems: ['a'] }), 'v2 problems: expected a, got none'],
    ['alarm', outcomeTold({ breaches: ['errors'] }), /v2 breaches: expected errors, got/],
    [
      'aftermath',
      outcomeTold({ aftermath: { status: 'InService', serves: 'v2' } }),
      /v2 aftermath: expected/,
    ],
    ['rollout', { outcomes: [] }, 'outcomes: expected none, got v2 ROLLED_BACK'],
    ['status', seen({ status: 'InService' }), 'at 5m, status: expected "InService", got "Updating"'],
    ['live config', seen({ config: 'v2' }), 'at 5m, config: expected "v2", got "v1"'],
    ['share', seen({ share: 50 }), 'at 5m, share: expected 50, got 100'],
    ['count', seen({ instances: 2 }), /at 5m, instances: expected {"AllTraffic":2}, got {"AllTraffic":0}/],
    ['holder of the lease', seen({ lease: 'none' }), 'at 5m, lease: expected "none", got "v2"'],
    ['message', seen({ doing: 'Launching' }), /at 5m, doing: expected "Launching", got "Baking for 300/],
    ['set of configs', seen({ configs: ['v2'] }), 'at 5m, configs: expected v2, got v1, v2'],
    [
      'alarms',
      seen({ alarms: ['errors'] }),
      /at 5m, alarms: expected errors, got errors, greenlight-local-abort/,
    ],
    ['setting', seen({ settings: { KmsKeyId: 'k' } }), 'at 5m, settings.KmsKeyId: expected "k", got none'],
    [
      'model',
      seen({ model: { AllTraffic: { ModelName: 'v2' } } }),
      /model.AllTraffic.ModelName: expected "v2"/,
    ],
    ['notice', { told: ['shifting v2'] }, 'told: expected shifting v2, got shifting v2, ROLLED_BACK v2'],
    ['drift', { drifts: ['config: v1 → x'] }, 'drifts: expected config: v1 → x, got none'],
    ['misplaced key', { misplaced: ['x.tar.gz'] }, 'misplaced: expected x.tar.gz, got none'],
    ['number of calls', { calls: { UpdateEndpoint: 2 } }, 'calls of UpdateEndpoint: expected 2, got 1'],
    ['fewest', { never: { servingBelow: 3 } }, 'never: fewer than 3 serving: 2'],
    ['config that served', { never: { serving: ['v2'] } }, 'never: v2 got requests'],
    ['telling', { never: { told: ['ROLLED_BACK'] } }, 'never: ROLLED_BACK was told'],
    ['call', { never: { calls: ['UpdateEndpoint'] } }, 'never: UpdateEndpoint was called 1 times'],
  ])('is told from another %s', (_, over, difference) => {
    const { sees = [], ...more } = over as Record<string, unknown>;
    const looks = sees === undefined ? happened.looks : happened.looks.slice(0, (sees as unknown[]).length);
    const told = story({ ...more, sees });
    expect(releaseDifferences(told, { ...happened, looks })).toContainEqual(
      typeof difference === 'string' ? difference : expect.stringMatching(difference),
    );
  });

  it('names every broken invariant, whatever the story says', () => {
    const violations = ['1: not a serving instance: iris at 2026-01-05T00:10:00.000Z'];
    expect(releaseDifferences(story(), { ...happened, violations })).toEqual([`invariant ${violations[0]}`]);
  });

  it('is told where a step was answered otherwise, or a trouble never struck', async () => {
    const [upload, abort] = written.steps as object[];
    const steps = [
      upload,
      { ...abort, answer: 'nothing' },
      { at: '8m', kill: 'prepareRelease', atCall: 1 },
      { at: '8m', calls: 'sns Publish', fail: 'failed' },
    ];
    const told = story({ steps });
    expect(releaseDifferences(told, await runReleaseStory(told, template))).toEqual([
      expect.stringMatching(
        /at 6m: abort: expected nothing, got stopping: the abort switch of v2 is tripped/,
      ),
      'kill prepareRelease: it never struck',
      'calls sns Publish: it never struck',
    ]);
  });
});

describe('A story of releases', () => {
  it.each([
    [{ stps: [] }, 'stps'],
    [{ steps: [] }, 'steps'],
    [{ steps: [{ at: '0s' }] }, 'expected a step with one of upload'],
    [{ steps: [{ at: '0s', upload: 'v2', as: 'zip' }] }, 'as'],
    [{ steps: [{ at: '0s', call: 'CreateCluster', with: {} }] }, 'call'],
    [{ steps: [{ at: 'soon', upload: 'v2' }] }, 'a duration as 1h30m'],
    [{ outcomes: [{ of: 'v2', is: 'DONE' }] }, 'is'],
    [{ assumptions: { percentRounding: 'down' } }, 'percentRounding'],
  ])('with %o is refused, naming what is wrong', (over, named) => {
    expect(() => story(over)).toThrow(named);
    expect(() => story(over)).toThrow('story.yaml');
  });

  it('cannot be played if its first release fails, which nothing of it is about', async () => {
    const told = story({ manifest: { rollout: { strategy: 'sideways' } } });
    await expect(runReleaseStory(told, template)).rejects.toThrow('the first release is REJECTED');
  });
});
