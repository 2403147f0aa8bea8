import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differOnlyByCase, inOtherFolder, misspelt, notCalled } from '../../core/endpoint-name.ts';
import { sentence } from '../../core/values/problem.ts';

describe('Two names', () => {
  it.each([
    ['Fraud-Detector', 'fraud-detector', true],
    ['iris', 'IRIS', true],
    ['iris', 'iris', false],
    ['iris', 'iris2', false],
    ['fraud-detector', 'frauddetector', false],
  ])('%s and %s differ only by case: %s', (a, b, differ) => {
    expect(differOnlyByCase(a, b)).toBe(differ);
  });

  it('differ so from either side, and never from themselves', () => {
    const name = fc.stringMatching(/^[a-zA-Z0-9](-?[a-zA-Z0-9]){0,20}$/);
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(differOnlyByCase(a, a)).toBe(false);
        expect(differOnlyByCase(a, b)).toBe(differOnlyByCase(b, a));
        expect(differOnlyByCase(a, a.toUpperCase())).toBe(a !== a.toUpperCase());
      }),
    );
  });
});

describe('What is told of another spelling', () => {
  it('names the right one, and where to upload', () => {
    expect(sentence(misspelt('fraud-detector', 'Fraud-Detector'))).toBe(
      'endpoint: expected "Fraud-Detector", as the endpoint is called: upper and lower case count, got "fraud-detector". Upload it again under models/Fraud-Detector/.',
    );
  });

  it('names the right folder for a manifest', () => {
    expect(sentence(inOtherFolder('models/iris/greenlight.json', 'Iris'))).toBe(
      'manifest: expected models/Iris/greenlight.json: upper and lower case count, got "models/iris/greenlight.json". Move it to models/Iris/greenlight.json, or delete it if it is not meant for this endpoint.',
    );
  });

  it('names the right one to who asks for something', () => {
    expect(notCalled('IRIS', 'iris')).toBe(
      'the endpoint is called "iris", not "IRIS": upper and lower case count; nothing was changed',
    );
  });
});
