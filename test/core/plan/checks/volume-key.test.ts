import { describe, expect, it } from 'vitest';
import { checkVolumeKey } from '../../../../core/plan/checks/volume-key.ts';
import { resolve } from '../../../../core/plan/resolve.ts';
import { aLiveEndpoint, aRollout, findings } from '../../../support/builders.ts';

const ours = 'arn:aws:kms:eu-west-1:111122223333:key/';
const withKey = (KmsKeyId: string) => {
  const { config } = aLiveEndpoint();
  return aLiveEndpoint({ config: { ...config, KmsKeyId } });
};
const judged = (key: string, ...allowed: string[]) => {
  const { problems, warnings } = checkVolumeKey(withKey(key), allowed);
  return problems.length > 0 ? 'refused' : warnings.length > 0 ? 'warned of' : 'taken';
};

describe('The key of the volumes', () => {
  it.each([
    ['by its ARN, of any', `${ours}abc`, `${ours}*`, 'taken'],
    ['by its ARN, named', `${ours}abc`, `${ours}abc`, 'taken'],
    ['by its ARN, another', `${ours}abd`, `${ours}abc`, 'refused'],
    ['by its ARN, of another account', 'arn:aws:kms:eu-west-1:999999999999:key/abc', `${ours}*`, 'refused'],
    ['by its id, of any', 'abc', `${ours}*`, 'taken'],
    ['by its id, named', 'abc', `${ours}abc`, 'taken'],
    ['by its id, another', 'abcd', `${ours}abc`, 'refused'],
    ['by an alias, of any', 'alias/volumes', `${ours}*`, 'taken'],
    ['by an alias, where one is named', 'alias/volumes', `${ours}abc`, 'warned of'],
    [
      'by the ARN of an alias, of any',
      'arn:aws:kms:eu-west-1:111122223333:alias/volumes',
      `${ours}*`,
      'taken',
    ],
    [
      'by the ARN of an alias of another account',
      'arn:aws:kms:eu-west-1:999999999999:alias/volumes',
      `${ours}*`,
      'warned of',
    ],
  ])('%s', (_, key, allowed, expected) => {
    expect(judged(key, allowed)).toBe(expected);
  });

  it('is refused where none is allowed, and not judged where that is not known', () => {
    expect(judged('abc')).toBe('refused');
    const nothing = { problems: [], warnings: [] };
    expect(checkVolumeKey(withKey('abc'), undefined)).toEqual(nothing);
    expect(checkVolumeKey(aLiveEndpoint(), [])).toEqual(nothing);
    expect(checkVolumeKey(undefined, [])).toEqual(nothing);
  });

  it('is refused before anything is made, with what to do', () => {
    const found = { ...findings({ live: withKey(`${ours}abc`), allowedKeys: [`${ours}other`] }) };
    expect(resolve(aRollout(), found)).toMatchObject({
      kind: 'refused',
      problems: [
        {
          field: 'KmsKeyId',
          got: `"${ours}abc"`,
          fix: expect.stringContaining('keys.endpoints'),
        },
      ],
    });
  });
});
