import { describe, expect, it } from 'vitest';
import { endpointOf } from '../../../cli/reads/endpoint-of.ts';
import { releaseId } from '../../../core/release.ts';
import { anArtifact } from '../../support/builders.ts';

describe('The endpoint that a release is for', () => {
  it.each(['iris', 'a', 'fraud-2a0a1c8a80c0', 'x'.repeat(39)])('is told from its id: %s', (endpoint) => {
    const id = releaseId(anArtifact(), endpoint);
    expect(endpointOf(id)).toBe(endpoint);
    expect(endpointOf(`${id}-12`)).toBe(endpoint);
  });

  it('has to be said where the id holds 40 characters of it, which may not be all', () => {
    for (const length of [40, 63])
      expect(() => endpointOf(releaseId(anArtifact(), 'x'.repeat(length)))).toThrow(/^--endpoint: expected/);
  });

  it('cannot be told from anything else', () => {
    for (const text of ['iris', 'iris-12', '', 'iris-2A0A1C8A80C0'])
      expect(() => endpointOf(text)).toThrow(/^<release>: expected a release's id .* got /);
  });
});
