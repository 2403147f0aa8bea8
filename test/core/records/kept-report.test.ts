import { describe, expect, it } from 'vitest';
import { classifyKey } from '../../../core/artifact-key.ts';
import { keptReport } from '../../../core/records/kept-report.ts';
import { aRollout } from '../../support/builders.ts';

describe('Where a report is kept', () => {
  it('has a place of its own in the bucket of the models', () => {
    expect(keptReport(aRollout())).toEqual({
      bucket: aRollout().release.artifact.bucket,
      key: 'reports/iris/iris-28498af81349-1.html',
      recordingKey: 'reports/iris/iris-28498af81349-1.json',
    });
  });

  it.each(['iris', 'greenlight', 'models', 'greenlight-defaults', 'READY'])(
    'is never taken for something that was uploaded, whatever the endpoint is called: %s',
    (endpoint) => {
      const { release } = aRollout();
      const { key, recordingKey } = keptReport(
        aRollout({ release: { ...release, endpoint, id: `${endpoint}-0123456789ab` } }),
      );
      for (const one of [key, recordingKey]) expect(classifyKey(one)).toEqual({ kind: 'not-ours' });
    },
  );
});
