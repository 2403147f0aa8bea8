import { describe, expect, it } from 'vitest';
import { concludeEnding } from '../../../core/verdict/conclude-ending.ts';
import { type NextStep, nextStepText, nextStepTexts } from '../../../core/verdict/next-step.ts';
import { type Situation, wayOut, whatServes } from '../../../core/verdict/way-out.ts';
import { aRelease, aRollback, aRollout } from '../../support/builders.ts';

const failed = concludeEnding({ kind: 'error', during: 'ShiftBack', error: 'ApiRefused' });
const release = aRelease().id;
const flags = { greenlight: ' --stage prod --region eu-west-1', aws: ' --region eu-west-1' };
const back = { config: 'iris-old', what: 'v1 (iris-old)' };

/** FAILED, and the endpoint is so; the release is `iris-new`, and before it served `iris-old`. */
const found = (status: string, serving: string | null, over: Partial<Situation> = {}): NextStep[] =>
  wayOut({
    rollout: aRollout(),
    conclusion: { ...failed, observed: { status, serving } },
    plan: { config: 'iris-new', previousConfig: 'iris-old' },
    back,
    flags,
    page: undefined,
    ...over,
  });
const steps = (...given: Parameters<typeof found>): string[] => found(...given).map(nextStepText);
const first = { plan: { config: 'iris-new', previousConfig: null }, back: undefined };
const rollback = { rollout: aRollback({ config: 'iris-new' }) };

describe('The way out, where', () => {
  it('the release still serves and should not, is the rollback, which a button does, too', () => {
    expect(steps('InService', 'iris-new')).toEqual([
      'To go back to v1 (iris-old): npx greenlight rollback iris --stage prod --region eu-west-1',
    ]);
    expect(found('InService', 'iris-new')[0]?.action).toBe('roll-back');
    expect(found('InService', 'theirs').flatMap(({ action }) => action ?? [])).toEqual([]);
  });

  it('there is nothing to go back to, offers no rollback', () => {
    expect(steps('InService', 'iris-new', first)).toEqual([
      'There is nothing to go back to: upload a version that works',
      'Or, to have nothing serve: aws sagemaker delete-endpoint --endpoint-name iris --region eu-west-1',
    ]);
  });

  it('somebody else’s config serves, leaves it to people whether it is meant to', () => {
    expect(steps('InService', 'theirs')).toEqual([
      'If theirs is not meant to serve, to go back to v1 (iris-old): npx greenlight rollback iris --stage prod --region eu-west-1',
      `To put this release live: npx greenlight retry ${release} --stage prod --region eu-west-1`,
      'Who it was is in CloudTrail: UpdateEndpoint',
    ]);
  });

  it('a rollback could not be done, is to try it again', () => {
    expect(steps('InService', 'iris-old', rollback)).toEqual([
      'To try the rollback again: npx greenlight rollback iris --to iris-new --stage prod --region eu-west-1',
    ]);
  });

  it('both configs serve, is any update: back, where that is possible', () => {
    expect(steps('UpdateRollbackFailed', 'iris-old')).toEqual([
      'To have all of it serve v1 (iris-old): npx greenlight rollback iris --stage prod --region eu-west-1',
      'Or upload a version that works: any update mends it',
    ]);
    expect(steps('UpdateRollbackFailed', 'iris-old', { back: undefined })[0]).toMatch(/retry/);
  });

  it('both configs serve after a rollback, is that rollback again, not what it was to get rid of', () => {
    expect(steps('UpdateRollbackFailed', 'iris-old', rollback)[0]).toBe(
      'To try the rollback again: npx greenlight rollback iris --to iris-new --stage prod --region eu-west-1',
    );
  });

  it('the way back has to be named, names it, and is offered by no button', () => {
    const named = { ...rollback, back: { ...back, to: 'iris-old' } };
    expect(found('InService', 'iris-new', named)).toEqual([
      {
        text: 'To go back to v1 (iris-old)',
        command: 'npx greenlight rollback iris --to iris-old --stage prod --region eu-west-1',
      },
    ]);
  });

  it('a first release did not come up, is to delete the endpoint', () => {
    expect(steps('Failed', null, first)).toEqual([
      'It can only be deleted: aws sagemaker delete-endpoint --endpoint-name iris --region eu-west-1',
      'A release makes it anew, and its manifest needs model and fleet: upload a version that works',
    ]);
  });

  it('the endpoint was deleted, is to make it again with what is kept, or by a release', () => {
    expect(steps('missing', null)).toEqual([
      'To have v1 (iris-old) serve again: aws sagemaker create-endpoint --endpoint-name iris --endpoint-config-name iris-old --tags Key=greenlight:managed,Value=true --region eu-west-1',
      `A release makes it anew, and its manifest needs model and fleet; for this one: npx greenlight retry ${release} --stage prod --region eu-west-1`,
    ]);
    expect(steps('Deleting', null)[0]).toMatch(/^Once it is gone, to have/);
  });

  it('it is still changing, is to wait: no other update is taken', () => {
    expect(steps('Updating', 'iris-old')).toEqual([
      expect.stringMatching(/takes no other update .*: npx greenlight status iris --stage prod/),
    ]);
  });

  it('nothing was asked of the endpoint, is to try again', () => {
    const situation = { rollout: aRollout(), conclusion: failed, plan: undefined, back: undefined };
    const text = wayOut({ ...situation, flags: { greenlight: '', aws: '' }, page: undefined }).map(
      nextStepText,
    );
    expect(text).toEqual([
      `Once the cause of the refusal is fixed, to try again: npx greenlight retry ${release}`,
    ]);
  });

  it('a name is so long that the id has only its beginning, says the endpoint besides', () => {
    const endpoint = 'a'.repeat(40);
    const rollout = aRollout({ release: aRelease({ endpoint }) });
    expect(steps('InService', 'iris-old', { rollout })[0]).toContain(` --endpoint ${endpoint} `);
  });
});

describe('A way out', () => {
  it('leads to the console, where somebody has to look now', () => {
    const page = 'https://eu-west-1.console.aws.amazon.com/sagemaker/home?region=eu-west-1#/endpoints/iris';
    expect(steps('InService', 'iris-new', { page }).at(-1)).toBe(`Look at it: ${page}`);
  });

  it('is for nobody where nobody has to act', () => {
    for (const outcome of ['DEPLOYED', 'ROLLED_BACK', 'REJECTED', 'SUPERSEDED'] as const)
      expect(steps('InService', 'iris-new', { conclusion: { ...failed, outcome } })).toEqual([]);
  });

  it('fits where a chat takes a next step, whatever the names', () => {
    const [config, endpoint] = ['c'.repeat(63), 'e'.repeat(63)];
    const rollout = aRollout({ release: aRelease({ endpoint }) });
    const what = whatServes(config, { ...aRollout(), release: aRelease({ version: 'v'.repeat(40) }) });
    for (const status of ['InService', 'Failed', 'missing', 'Deleting', 'Updating', 'UpdateRollbackFailed'])
      for (const step of found(status, 'theirs', { rollout, back: { config, what } }))
        for (const text of nextStepTexts(step, 350)) expect(text.length, text).toBeLessThanOrEqual(350);
  });
});
