import { describe, expect, it } from 'vitest';
import { reportLine } from '../../../core/notices/report-line.ts';
import { aRollout } from '../../support/builders.ts';

const name = 'iris-28498af81349-1';
const arn = (account: string) =>
  `arn:aws:states:eu-west-1:${account}:execution:greenlight-prod-rollout:${name}`;
const { bucket } = aRollout().release.artifact;

describe('Where the report will be', () => {
  it('is told as a command, and as a page of the console that whoever may read it can open', () => {
    const flags = { greenlight: ' --stage prod --region eu-west-1', aws: ' --region eu-west-1' };
    expect(reportLine(aRollout(), arn('111122223333'), flags)).toBe(
      [
        `Its report, in about five minutes: npx greenlight report ${name} --stage prod --region eu-west-1, or `,
        `https://eu-west-1.console.aws.amazon.com/s3/object/${bucket}?region=eu-west-1&prefix=reports%2Firis%2F${name}.html`,
      ].join(''),
    );
  });

  it('is a command alone where there is no console', () => {
    expect(reportLine(aRollout(), arn('000000000000'), { greenlight: '', aws: '' })).toBe(
      `Its report, in about five minutes: npx greenlight report ${name}`,
    );
  });
});
