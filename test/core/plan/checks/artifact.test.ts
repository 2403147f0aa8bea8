import { describe, expect, it } from 'vitest';
import { artifactProblems } from '../../../../core/plan/checks/artifact.ts';
import { sentence } from '../../../../core/values/problem.ts';
import { aProblem } from '../../../support/builders.ts';

const refusal = (bytes: number, seconds: number) =>
  artifactProblems({ problems: [], bytes }, seconds).map(sentence);

describe('The size of an artifact', () => {
  it('must be one that can be there before the download times out, at 50 MB/s', () => {
    expect(refusal(30e9, 600)).toEqual([]);
    expect(refusal(40e9, 600)).toEqual([
      'model.dataDownloadTimeout: expected at least 13m20s, to download 40 GB at 50 MB/s, got 10m. Give it a longer dataDownloadTimeout.',
    ]);
    expect(refusal(40e9, 800)).toEqual([]);
  });

  it('beyond what AWS’s hour allows needs another model', () => {
    expect(refusal(200e9, 3600)).toEqual([
      expect.stringMatching(/got 1h\. AWS allows an hour at most: make the model smaller\.$/),
    ]);
  });

  it('is judged beside what else is wrong with it', () => {
    expect(artifactProblems({ problems: [aProblem()], bytes: 40e9 }, 600)).toHaveLength(2);
  });
});
