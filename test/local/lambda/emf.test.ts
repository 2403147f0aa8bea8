import { describe, expect, it } from 'vitest';
import { readEmf } from '../../../local/lambda/emf.ts';
import { lambdaStory } from './lambda-story.ts';

const Timestamp = Date.UTC(2026, 0, 5);

/** A document as Powertools writes it. */
const document = (members: object, directive: object = {}) => ({
  _aws: {
    Timestamp,
    CloudWatchMetrics: [
      {
        Namespace: 'Greenlight',
        Dimensions: [['service', 'outcome']],
        Metrics: [{ Name: 'Rollouts', Unit: 'Count' }],
        ...directive,
      },
    ],
  },
  service: 'greenlight',
  outcome: 'DEPLOYED',
  ...members,
});

describe('A document in the embedded metric format', () => {
  it('is one PutMetricData for each directive, whatever else it tells', () => {
    expect(readEmf(document({ Rollouts: 1, release: 'iris-1', endpoint: 'iris' }))).toEqual({
      ok: true,
      requests: [
        {
          Namespace: 'Greenlight',
          MetricData: [
            {
              MetricName: 'Rollouts',
              Unit: 'Count',
              Timestamp: new Date(Timestamp),
              Values: [1],
              Dimensions: [
                { Name: 'service', Value: 'greenlight' },
                { Name: 'outcome', Value: 'DEPLOYED' },
              ],
            },
          ],
        },
      ],
    });
  });

  it('has each metric under each set of dimensions, and several values of one', () => {
    const reading = readEmf(
      document(
        { Rollouts: 1, Wait: [2, 3] },
        {
          Dimensions: [['service'], []],
          Metrics: [{ Name: 'Rollouts' }, { Name: 'Wait', StorageResolution: 1 }],
        },
      ),
    );
    const data = reading.ok ? reading.requests[0]?.MetricData : undefined;
    expect(
      data?.map(({ MetricName, Values, Dimensions }) => [MetricName, Values, Dimensions?.length]),
    ).toEqual([
      ['Rollouts', [1], 1],
      ['Rollouts', [1], 0],
      ['Wait', [2, 3], 1],
      ['Wait', [2, 3], 0],
    ]);
    expect(data?.[2]?.StorageResolution).toBe(1);
  });

  it.each([
    ['a plain log line', { message: 'hello' }, '_aws'],
    ['no object', 'hello', 'expected object'],
    ['a metric without a value', document({}), 'Rollouts: expected a number or numbers, got undefined'],
    ['a value that is a text', document({ Rollouts: '1' }), 'Rollouts: expected a number or numbers, got 1'],
    [
      'a dimension that is no text',
      document({ Rollouts: 1, outcome: 7 }),
      'outcome: expected the text of a dimension, got 7',
    ],
  ])('%s makes no metrics', (_, source, reason) => {
    expect(readEmf(source)).toEqual({ ok: false, reason: expect.stringContaining(reason) });
  });
});

describe('What a function emits', () => {
  it('is taken from its handler, by the seam', async () => {
    const story = lambdaStory({
      f:
        ({ emit }) =>
        async () =>
          emit(document({ Rollouts: 1 })),
    });
    await story.lambda.functions.invoke(story.create('f'), {});
    expect(story.metrics.map(({ Namespace, MetricData }) => [Namespace, MetricData?.length])).toEqual([
      ['Greenlight', 1],
    ]);
  });

  it('reaches CloudWatch, or is warned of in the function’s log where it cannot', () => {
    const story = lambdaStory();
    story.create('f');
    story.lambda.emit('f', document({ Rollouts: 1 }));
    story.lambda.emit('f', document({}));
    story.lambda.emit('f', document({ Rollouts: 1 }, { Namespace: 'AWS/Lambda' }));
    expect(story.metrics.map(({ Namespace, MetricData }) => [Namespace, MetricData?.length])).toEqual([
      ['Greenlight', 1],
    ]);
    expect(story.log).toMatchObject([
      { functionName: 'f', level: 'warn', message: expect.stringContaining('Rollouts: expected a number') },
      { functionName: 'f', level: 'warn', message: expect.stringContaining('Namespace: taken') },
    ]);
  });
});
