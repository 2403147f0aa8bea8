import { RedriveExecutionCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Story, startStory } from './story.ts';

let story: Story;
let first: string;
beforeEach(async () => {
  story = await startStory();
  await story.makeAlarm();
  await story.uploadManifest();
  first = await story.upload('models/iris/v1/model.tar.gz');
  await story.ended(first);
}, 60_000);
afterEach(() => story.close());

const arn = (execution: string) =>
  `arn:aws:states:us-east-1:000000000000:execution:greenlight-local-rollout:${execution}`;
const stop = (execution: string) =>
  story.clock.drive(
    story.aws
      .clients(SFNClient)
      .send(new StopExecutionCommand({ executionArn: arn(execution), cause: 'by hand' })),
  );
const redrive = (execution: string) =>
  story.clock.drive(
    story.aws.clients(SFNClient).send(new RedriveExecutionCommand({ executionArn: arn(execution) })),
  );

describe('an execution that is stopped while it shifts', () => {
  it('has a caretaker: the outcome is told once the endpoint has come to rest, and the next goes on', async () => {
    const second = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(300_000);
    const third = await story.upload('models/iris/v3/model.tar.gz');
    await story.clock.advance(10_000);
    await stop(`${second}-1`);
    await story.clock.advance(60_000);
    expect(story.concluded(second)).toEqual([]);
    expect(await story.ended(second)).toMatchObject({ outcome: 'DEPLOYED' });
    expect(await story.ended(third)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.checkInvariants([`${second}-1`]);
  });

  it('can still be aborted', async () => {
    const second = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(300_000);
    await stop(`${second}-1`);
    await story.clock.advance(60_000);
    await story.operate({ command: 'abort', endpoint: 'iris', reason: 'enough' });
    expect(await story.ended(second)).toMatchObject({
      outcome: 'ROLLED_BACK',
      cause: expect.stringContaining('Aborted by ana@example.com: enough.'),
    });
    await story.checkInvariants([`${second}-1`]);
  });

  it('and whose caretaker is stopped too has another', async () => {
    const second = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(300_000);
    await stop(`${second}-1`);
    await story.clock.advance(60_000);
    const caretaker = (await story.executions()).find(({ name }) => name.includes('-care-'))?.name ?? '';
    await stop(caretaker);
    expect(await story.ended(second)).toMatchObject({ outcome: 'DEPLOYED' });
    expect((await story.executions()).filter(({ name }) => name.includes('-care-'))).toHaveLength(2);
    await story.checkInvariants([`${second}-1`, caretaker]);
  });

  it('whose end no event told is found by who waits for its lease', async () => {
    const second = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(300_000);
    const lost = story.aws.disturbEvents({
      matching: ({ source }) => source === 'aws.states',
      effect: { kind: 'drop' },
    });
    await stop(`${second}-1`);
    await story.clock.advance(3_600_000);
    lost.cancel();
    expect(story.concluded(second)).toEqual([]);
    const third = await story.upload('models/iris/v3/model.tar.gz');
    expect(await story.ended(third)).toMatchObject({ outcome: 'DEPLOYED' });
    expect(await story.ended(second)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.checkInvariants([`${second}-1`]);
  });

  it('and redriven after its end becomes another attempt', async () => {
    const second = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(300_000);
    await stop(`${second}-1`);
    await story.ended(second);
    await story.clock.advance(60_000);
    await redrive(`${second}-1`);
    expect(await story.ended(`${second}-2`)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.checkInvariants();
  });
});

describe('an execution that is stopped before it changed anything', () => {
  it('while it waits for its turn is out of the queue, and rejected', async () => {
    const second = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(60_000);
    const third = await story.upload('models/iris/v3/model.tar.gz');
    await story.clock.advance(10_000);
    await stop(`${third}-1`);
    expect(await story.ended(third)).toMatchObject({
      outcome: 'REJECTED',
      cause: 'Aborted by whoever stopped the execution: by hand. Nothing was changed.',
    });
    expect(await story.ended(second)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.checkInvariants([`${third}-1`]);
  });

  it('while it waits for a busy endpoint lets go of the lease', async () => {
    await story.rescale(6);
    const second = await story.upload('models/iris/v2/model.tar.gz');
    await story.until(() => story.phasesOf(`${second}-1`).includes('waiting-for-endpoint'));
    await stop(`${second}-1`);
    expect(await story.ended(second)).toMatchObject({ outcome: 'REJECTED' });
    const third = await story.upload('models/iris/v3/model.tar.gz');
    expect(await story.ended(third)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.checkInvariants([`${second}-1`]);
  });
});
