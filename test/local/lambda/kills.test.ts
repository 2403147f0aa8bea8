import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { beforeAll, describe, expect, it } from 'vitest';
import type { VirtualClock } from '../../../local/clock/virtual.ts';
import type { Handler, Seam } from '../../../local/lambda/seam.ts';
import { utf8, type WireService } from '../../../local/transport/wire.ts';
import { deadLetters, lambdaStory } from './lambda-story.ts';

const start = Date.UTC(2026, 0, 5);

/** A stand-in for STS that notes when it is called. */
function identities() {
  const calls: number[] = [];
  const clock: { current: VirtualClock | undefined } = { current: undefined };
  const service: WireService = {
    id: 'sts',
    async handle() {
      calls.push((clock.current?.now() ?? start) - start);
      const body = `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${calls.length}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
      return { status: 200, headers: { 'content-type': 'text/xml' }, body: utf8(body) };
    },
    refuse() {
      throw new Error('never refused');
    },
  };
  return { calls, clock, service };
}

/** A function `f` of three steps, an AWS call between each and the next. */
function threeSteps(seen: string[]): (seam: Seam) => Handler {
  return ({ clients }) => {
    const sts = clients(STSClient);
    seen.push('cold start');
    return async () => {
      seen.push('step 1');
      await sts.send(new GetCallerIdentityCommand({}));
      seen.push('step 2');
      await sts.send(new GetCallerIdentityCommand({}));
      seen.push('step 3');
      return 'done';
    };
  };
}

// An SDK's first request in a process reads configuration files, which no clock counts.
beforeAll(() => story(threeSteps([])).invoke());

function story(make: (seam: Seam) => Handler) {
  const { calls, clock, service } = identities();
  const world = lambdaStory({ f: make }, [service]);
  clock.current = world.clock;
  world.create('f', { deadLetterArn: deadLetters });
  const invoke = () => world.clock.drive(world.lambda.functions.invoke('f', {}));
  return { ...world, calls, invoke };
}

describe('A handler that is killed', () => {
  it.each([
    { atCall: 1, moment: 'before', steps: ['step 1'], made: 0 },
    { atCall: 1, moment: 'after', steps: ['step 1'], made: 1 },
    { atCall: 2, moment: 'before', steps: ['step 1', 'step 2'], made: 1 },
    { atCall: 2, moment: 'after', steps: ['step 1', 'step 2'], made: 2 },
  ] as const)(
    '$moment call $atCall has run $steps and made $made calls',
    async ({ atCall, moment, steps, made }) => {
      const seen: string[] = [];
      const w = story(threeSteps(seen));
      const kill = w.lambda.kill({ functionName: 'f', atCall, moment });
      expect(await w.invoke()).toEqual({
        ok: false,
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringMatching(
          /^RequestId: [-0-9a-f]{36} Error: Runtime exited with error: signal: killed$/,
        ),
      });
      await w.clock.advance(86_400_000);
      expect(seen).toEqual(['cold start', ...steps]);
      expect(w.calls).toHaveLength(made);
      expect(kill.struck).toBe(true);
      expect(w.records).toMatchObject([{ outcome: 'killed', calls: w.calls.map(() => identity) }]);

      // The next invocation starts another container, and goes through.
      expect(await w.invoke()).toEqual({ ok: true, requestId: expect.any(String), payload: 'done' });
      expect(seen.slice(1 + steps.length)).toEqual(['cold start', 'step 1', 'step 2', 'step 3']);
      expect(w.clock.leaks).toEqual([]);
    },
  );

  it('is retried by Lambda where its event was asynchronous, as any failed one', async () => {
    const seen: string[] = [];
    const w = story(threeSteps(seen));
    for (const invocation of [1, 2, 3])
      w.lambda.kill({ functionName: 'f', atCall: 2, moment: 'after', invocation });
    await w.lambda.functions.invokeAsync('f', {});
    await w.clock.advance(86_400_000);
    expect(w.calls).toEqual([0, 0, 60_000, 60_000, 180_000, 180_000]);
    expect(w.letters).toMatchObject([{ at: start + 180_000, attributes: { ErrorCode: '200' } }]);
  });

  it('takes what runs beside the call with it: no other answer reaches it, no leaf’s result, no further call', async () => {
    const seen: string[] = [];
    let finish = () => {};
    const unpacked = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const w = story(({ clients, clock }) => {
      const sts = clients(STSClient);
      const ask = async (who: string) => {
        await sts.send(new GetCallerIdentityCommand({}));
        seen.push(who);
        await sts.send(new GetCallerIdentityCommand({}));
      };
      const unpack = async () => {
        await clock.io(() => unpacked);
        seen.push('unpacked');
      };
      return () => Promise.all([ask('a'), ask('b'), unpack()]);
    });
    w.lambda.kill({ functionName: 'f', atCall: 1, moment: 'after' });
    expect(await w.lambda.functions.invoke('f', {})).toMatchObject({ errorType: 'Runtime.ExitError' });
    finish();
    await w.clock.advance(1000);
    expect(seen).toEqual([]);
    // Both first calls were on their way when it died.
    expect(w.calls).toHaveLength(2);
  });

  it('lives on where it makes fewer calls, and the kill is spent', async () => {
    const w = story(threeSteps([]));
    const kill = w.lambda.kill({ functionName: 'f', atCall: 3, moment: 'before' });
    expect(await w.invoke()).toEqual({ ok: true, requestId: expect.any(String), payload: 'done' });
    expect(await w.invoke()).toEqual({ ok: true, requestId: expect.any(String), payload: 'done' });
    expect(kill.struck).toBe(false);
  });

  it('can be a later invocation, and only of the function that was named', async () => {
    const w = story(threeSteps([]));
    w.lambda.kill({ functionName: 'g', atCall: 1, moment: 'before' });
    w.lambda.kill({ functionName: 'f', atCall: 1, moment: 'before', invocation: 2 });
    const outcomes = [await w.invoke(), await w.invoke(), await w.invoke()].map(({ ok }) => ok);
    expect(outcomes).toEqual([true, false, true]);
  });

  it('must be planned with numbers from 1', () => {
    const { lambda } = lambdaStory();
    expect(() => lambda.kill({ functionName: 'f', atCall: 0, moment: 'before' })).toThrow(
      'atCall: expected a whole number from 1, got 0',
    );
  });
});

const identity = { service: 'sts', operation: 'GetCallerIdentity' };

describe('The record of an invocation', () => {
  it('has each AWS call it made, and whether it was cold', async () => {
    const w = story(threeSteps([]));
    await w.invoke();
    await w.clock.advance(5000);
    await w.invoke();
    const calls = [identity, identity];
    expect(w.records).toEqual([
      {
        functionName: 'f',
        requestId: expect.any(String),
        startedAt: start,
        endedAt: start,
        cold: true,
        outcome: 'succeeded',
        calls,
      },
      {
        functionName: 'f',
        requestId: expect.any(String),
        startedAt: start + 5000,
        endedAt: start + 5000,
        cold: false,
        outcome: 'succeeded',
        calls,
      },
    ]);
  });

  it('counts a call that was refused, too', async () => {
    const w = story(({ clients }) => {
      const sns = clients(SNSClient);
      return () =>
        sns.send(new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:000000000000:none', Message: 'm' }));
    });
    expect(await w.invoke()).toMatchObject({ ok: false });
    expect(w.records).toMatchObject([
      { outcome: 'failed', calls: [{ service: 'sns', operation: 'Publish' }] },
    ]);
  });

  it('keeps invocations apart that overlap in one container', async () => {
    const w = story(({ clients }) => {
      const sts = clients(STSClient);
      return async (event) => {
        const { calls } = event as { calls: number };
        for (let n = 0; n < calls; n += 1) await sts.send(new GetCallerIdentityCommand({}));
      };
    });
    const { functions } = w.lambda;
    await w.clock.drive(
      Promise.all([functions.invoke('f', { calls: 3 }), functions.invoke('f', { calls: 1 })]),
    );
    expect(w.records.map(({ calls }) => calls.length).toSorted()).toEqual([1, 3]);
  });
});
