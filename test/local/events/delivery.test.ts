import { describe, expect, it } from 'vitest';
import { afterFailure } from '../../../local/events/delivery.ts';
import { AwsError } from '../../../local/transport/aws-error.ts';
import { functionArn, queueArn, setting } from './setting.ts';

const rule = (target: object) => ({
  name: 'orders',
  eventPattern: { source: ['shop'] },
  targets: [{ id: 'f', arn: functionArn('f'), ...target }],
});
const order = { source: 'shop', detailType: 'Order', detail: { number: 1 } };

describe('a delivery that fails', () => {
  it('is tried again after 1, 2, 4 … seconds until the target takes it', async () => {
    const { clock, bus, invoked, trouble } = setting();
    bus.putRule(rule({}));
    trouble.error = new Error('throttled');
    bus.sink.emit(order);
    await clock.advance(6_999);
    trouble.error = undefined;
    await clock.advance(60_000);
    expect(invoked.map(({ at }) => at)).toEqual([0, 1, 3, 7]);
    expect(new Set(invoked.map(({ payload }) => JSON.stringify(payload))).size).toBe(1);
  });

  it('does not hold up the events after it', async () => {
    const { clock, bus, invoked, trouble } = setting();
    bus.putRule(rule({}));
    trouble.error = new Error('throttled');
    bus.sink.emit(order);
    await clock.advance(500);
    trouble.error = undefined;
    bus.sink.emit({ ...order, detail: { number: 2 } });
    await clock.advance(500);
    const numbers = invoked.map(({ payload }) => (payload as { detail: { number: number } }).detail.number);
    expect(numbers).toEqual([1, 2, 1]);
  });

  it('goes to the dead-letter queue when its attempts are used up', async () => {
    const { clock, bus, invoked, sent, trouble } = setting();
    bus.putRule(rule({ retryPolicy: { maximumRetryAttempts: 2 }, deadLetterArn: queueArn('dead') }));
    trouble.error = new Error('out of order');
    bus.sink.emit(order);
    await clock.advance(3_600_000);
    expect(invoked.map(({ at }) => at)).toEqual([0, 1, 3]);
    expect(sent).toEqual([
      {
        at: 3,
        arn: queueArn('dead'),
        body: JSON.stringify(invoked[0]?.payload),
        attributes: {
          RULE_ARN: 'arn:aws:events:us-east-1:000000000000:rule/orders',
          TARGET_ARN: functionArn('f'),
          ERROR_CODE: 'ERROR_FROM_TARGET',
          ERROR_MESSAGE: 'out of order',
          RETRY_ATTEMPTS: '2',
          EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
        },
      },
    ]);
  });

  it('goes there when the event is too old', async () => {
    const { clock, bus, sent, invoked, trouble } = setting();
    bus.putRule(rule({ retryPolicy: { maximumEventAgeInSeconds: 60 }, deadLetterArn: queueArn('dead') }));
    trouble.error = new Error('out of order');
    bus.sink.emit(order);
    await clock.advance(3_600_000);
    expect(invoked.map(({ at }) => at)).toEqual([0, 1, 3, 7, 15, 31, 60]);
    expect(sent.map(({ at, attributes }) => [at, attributes?.EXHAUSTED_RETRY_CONDITION])).toEqual([
      [60, 'MaximumEventAgeInSeconds'],
    ]);
  });

  it('goes there at once when the target is gone', async () => {
    const { clock, bus, invoked, sent, trouble } = setting();
    bus.putRule(rule({ deadLetterArn: queueArn('dead') }));
    trouble.error = new AwsError('ResourceNotFoundException', 'Function not found: f');
    bus.sink.emit(order);
    await clock.advance(3_600_000);
    expect(invoked.length).toBe(1);
    expect(sent[0]?.attributes).toEqual({
      RULE_ARN: 'arn:aws:events:us-east-1:000000000000:rule/orders',
      TARGET_ARN: functionArn('f'),
      ERROR_CODE: 'NO_RESOURCE',
      ERROR_MESSAGE: 'Function not found: f',
      RETRY_ATTEMPTS: '0',
    });
  });

  it('is lost without a dead-letter queue, or with one that is gone, and harms nothing', async () => {
    const { clock, bus, invoked, sent, trouble } = setting();
    bus.putRule(rule({ retryPolicy: { maximumRetryAttempts: 0 }, deadLetterArn: queueArn('gone') }));
    bus.putRule({ ...rule({ retryPolicy: { maximumRetryAttempts: 0 } }), name: 'without' });
    trouble.error = new Error('out of order');
    bus.sink.emit(order);
    await clock.advance(60_000);
    expect([invoked.length, sent.length]).toEqual([2, 0]);
    trouble.error = undefined;
    bus.sink.emit(order);
    await clock.advance(0);
    expect(invoked.length).toBe(4);
  });

  it('ends with the bus', async () => {
    const { clock, bus, invoked, trouble } = setting();
    bus.putRule(rule({}));
    trouble.error = new Error('throttled');
    bus.sink.emit(order);
    await clock.advance(0);
    bus.close();
    await clock.advance(3_600_000);
    expect(invoked.length).toBe(1);
  });
});

describe('what follows a failure', () => {
  const day = { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 };

  it('waits twice as long each time, up to 512 s', () => {
    expect([0, 1, 8, 9, 10, 100].map((retries) => afterFailure(day, retries, 0))).toEqual(
      [1, 2, 256, 512, 512, 512].map((seconds) => ({ kind: 'retry', afterMs: seconds * 1000 })),
    );
  });

  it("reaches AWS's two default limits at about the same time", () => {
    let age = 0;
    let retries = 0;
    for (let next = afterFailure(day, 0, 0); next.kind === 'retry'; next = afterFailure(day, retries, age)) {
      age += next.afterMs;
      retries += 1;
    }
    expect(retries).toBeGreaterThan(170);
    expect(age / 3_600_000).toBeGreaterThan(23);
  });
});
