import {
  CreateEndpointConfigCommand,
  DeleteEndpointCommand,
  DescribeEndpointConfigCommand,
  SageMakerClient,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { manifest, type Story, startStory } from './story.ts';

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

/** Somebody updates the endpoint in the console. */
async function editByHand(name: string): Promise<void> {
  const sageMaker = story.aws.clients(SageMakerClient);
  const { ProductionVariants } = await story.clock.drive(
    sageMaker.send(new DescribeEndpointConfigCommand({ EndpointConfigName: `${first}-1` })),
  );
  await story.clock.drive(
    sageMaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants })),
  );
  await story.clock.drive(
    sageMaker.send(new UpdateEndpointCommand({ EndpointName: 'iris', EndpointConfigName: name })),
  );
}

const drifts = () =>
  story.events
    .filter(({ source, detail }) => source === 'greenlight' && detail.phase === 'drift')
    .map(({ detail }) => ({ what: detail.what, from: detail.from, to: detail.to }));

it('an edit in the console is told once, and the next rollout starts from the live truth', async () => {
  await editByHand('by-hand');
  await story.clock.advance(3_600_000);
  await story.replay(story.events.findLast(({ source }) => source === 'aws.sagemaker'));
  expect(drifts()).toEqual([{ what: 'config', from: `${first}-1`, to: 'by-hand' }]);
  expect(story.told.filter(({ phase }) => phase === 'drift')).toHaveLength(1);
  const second = await story.upload('models/iris/v2/model.tar.gz');
  expect(await story.ended(second)).toMatchObject({ outcome: 'DEPLOYED' });
  expect(await story.item(`rollout#${second}-1`)).toMatchObject({ plan: { previousConfig: 'by-hand' } });
  await story.checkInvariants();
});

/** What is said of the last drift. */
const said = () => story.notices.findLast(({ body }) => body.includes('"phase":"drift"'))?.body ?? '';
const update = (EndpointConfigName: string) =>
  story.clock.drive(
    story.aws
      .clients(SageMakerClient)
      .send(new UpdateEndpointCommand({ EndpointName: 'iris', EndpointConfigName })),
  );

it('an older release put live by hand is told with the command that brings back what served', async () => {
  const second = await story.upload('models/iris/v2/model.tar.gz');
  await story.ended(second);
  await update(`${first}-1`);
  await story.clock.advance(3_600_000);
  expect(drifts()).toEqual([{ what: 'config', from: `${second}-1`, to: `${first}-1` }]);
  expect(said()).toContain(`To go back to v2 (${second}-1): npx greenlight rollback iris --to ${second}-1`);
  const rollback = { command: 'rollback', endpoint: 'iris' } as const;
  expect(await story.operate(rollback)).toMatchObject({
    done: 'nothing',
    message: expect.stringContaining(`Name what to go to with --to: ${second}.`),
  });
  expect(await story.operate({ ...rollback, to: `${second}-1` })).toMatchObject({ done: 'started' });
  expect(await story.ended(`${second}-2`)).toMatchObject({ outcome: 'DEPLOYED' });
});

it('the config from before, put live by hand in a soak, is told without a command: its outcome tells', async () => {
  await story.uploadManifest(`${manifest}gates: { after: [{ soak: 2h }] }\n`);
  const second = await story.upload('models/iris/v2/model.tar.gz');
  await story.clock.advance(1_800_000);
  await update(`${first}-1`);
  await story.clock.advance(1_200_000);
  expect(drifts()).toEqual([{ what: 'config', from: `${second}-1`, to: `${first}-1` }]);
  expect(said()).not.toContain('npx greenlight');
  expect(await story.ended(second)).toMatchObject({ outcome: 'ROLLED_BACK' });
});

it('a deletion is told', async () => {
  const client = story.aws.clients(SageMakerClient);
  await story.clock.drive(client.send(new DeleteEndpointCommand({ EndpointName: 'iris' })));
  await story.clock.advance(600_000);
  expect(drifts()).toMatchObject([{ what: 'deleted', from: `${first}-1`, to: null }]);
});

it('autoscaling is none', async () => {
  await story.rescale(7);
  await story.clock.advance(3_600_000);
  expect(drifts()).toEqual([]);
  await story.checkInvariants();
});

it('our own rollouts are none, whatever they end in', async () => {
  await story.ended(await story.upload('models/iris/v2/model.tar.gz'));
  const third = await story.upload('models/iris/v3/model.tar.gz');
  await story.clock.advance(300_000);
  await story.operate({ command: 'abort', endpoint: 'iris', reason: 'no' });
  await story.ended(third);
  await story.checkInvariants();
  expect(drifts()).toEqual([]);
});
