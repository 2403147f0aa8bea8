import { describe, expect, it } from 'vitest';
import { urlAnswer } from '../../../local/lambda/url-answer.ts';
import { text } from '../../../local/transport/wire.ts';

const answerOf = (result: unknown) => {
  const answer = urlAnswer(result);
  return answer && { ...answer, body: text(answer.body) };
};
const json = { 'content-type': 'application/json' };

describe('The answer of a function’s URL', () => {
  it.each([
    ['Hello', 'Hello'],
    [{ message: 'Hello' }, '{"message":"Hello"}'],
    [[1, 2], '[1,2]'],
    [null, 'null'],
  ])('is the result itself where that names no status: %j', (result, body) => {
    expect(answerOf(result)).toEqual({ status: 200, headers: json, body });
  });

  it('is what the function says otherwise', () => {
    const result = {
      statusCode: 201,
      headers: { 'Content-Type': 'text/html', 'X-Count': 3, 'Content-Length': 9999 },
      cookies: ['a=1; Secure', 'b=2'],
      body: Buffer.from('<p>ä</p>').toString('base64'),
      isBase64Encoded: true,
    };
    expect(answerOf(result)).toEqual({
      status: 201,
      headers: { 'content-type': 'text/html', 'x-count': '3' },
      cookies: ['a=1; Secure', 'b=2'],
      body: '<p>ä</p>',
    });
    expect(answerOf({ statusCode: '303', headers: { location: '/' } })).toEqual({
      status: 303,
      headers: { ...json, location: '/' },
      body: '',
    });
  });

  it.each([
    { statusCode: 'fine' },
    { statusCode: 99 },
    { statusCode: 200, body: { message: 'an object' } },
    { statusCode: 200, headers: { a: ['b'] } },
  ])('is none where the result is malformed: %j', (result) => {
    expect(answerOf(result)).toBeUndefined();
  });
});
