import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../local/lambda/failure-of.ts';
import { errorDocument } from '../../../local/ports.ts';

const error = Object.assign(new TypeError('no'), {
  stack: 'TypeError: no\n    at f (a.ts:1:2)\n    at g (a.ts:3:4)',
});

describe('what Lambda answers for an error', () => {
  it('has the whole stack as trace where the runtime is Node.js, as AWS documents it', () => {
    expect(errorDocument(failureOf(error, 'r'))).toEqual({
      errorType: 'TypeError',
      errorMessage: 'no',
      trace: ['TypeError: no', '    at f (a.ts:1:2)', '    at g (a.ts:3:4)'],
    });
    expect(errorDocument(failureOf('x', 'r', 'nodejs22.x'))).toEqual({
      errorType: 'string',
      errorMessage: 'x',
      trace: [],
    });
  });

  it('has the request id and the frames as stackTrace where it is Python, as recorded on AWS', () => {
    expect(errorDocument(failureOf(error, 'r', 'python3.13'))).toEqual({
      errorType: 'TypeError',
      errorMessage: 'no',
      requestId: 'r',
      stackTrace: ['    at f (a.ts:1:2)', '    at g (a.ts:3:4)'],
    });
  });

  it('has neither where Lambda itself reports it', () => {
    const late = Object.assign(new Error('late'), { name: 'Sandbox.Timedout' });
    expect(errorDocument(failureOf(late, 'r'))).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: 'late',
    });
  });
});
