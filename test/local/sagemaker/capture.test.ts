import { CreateEndpointCommand, CreateEndpointConfigCommand } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { describe, expect, it } from 'vitest';
import type { SageMakerDeps } from '../../../local/sagemaker/sagemaker.ts';
import { allAtOnce, answer, localSageMaker } from './support.ts';

const minute = 60_000;

/** An endpoint that captures into `s3://bucket/<config>/`, and the files that come. */
async function capturing(capture: object = {}, options: Partial<SageMakerDeps> = {}) {
  const files: { at: number; key: string; lines: { readonly captureData: object }[] }[] = [];
  const world = localSageMaker({
    ...options,
    sink: {
      write(_, key, body) {
        const lines = Buffer.from(body)
          .toString()
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line));
        files.push({ at: world.clock.now(), key, lines });
        return true;
      },
    },
  });
  const configOf = async (name: string) => {
    await world.configOf(name, [{}]);
    await world.client.send(
      new CreateEndpointConfigCommand({
        EndpointConfigName: `${name}-captured`,
        ProductionVariants: [
          {
            VariantName: 'AllTraffic',
            ModelName: name,
            InstanceType: 'ml.m5.large',
            InitialInstanceCount: 1,
          },
        ],
        DataCaptureConfig: {
          InitialSamplingPercentage: 100,
          DestinationS3Uri: `s3://bucket/${name}`,
          CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
          CaptureContentTypeHeader: { CsvContentTypes: ['text/csv'], JsonContentTypes: ['application/json'] },
          ...capture,
        },
      }),
    );
  };
  await configOf('a');
  await configOf('b');
  await world.client.send(
    new CreateEndpointCommand({ EndpointName: 'iris', EndpointConfigName: 'a-captured' }),
  );
  await world.clock.advance(10 * minute);
  const ask = (times = 1) =>
    world.clock.drive(
      Promise.all(
        Array.from({ length: times }, () =>
          world.runtime.send(
            new InvokeEndpointCommand({
              EndpointName: 'iris',
              ContentType: 'text/csv',
              Body: '5.1,3.5',
              InferenceId: 'one',
            }),
          ),
        ),
      ),
    );
  return { world, files, ask };
}

describe('Data capture', () => {
  it('writes request and answer as AWS shows them, below endpoint, variant and hour, within two minutes', async () => {
    const { world, files, ask } = await capturing();
    const at = world.clock.now();
    await ask();
    await world.clock.advance(2 * minute - 1);
    expect(files).toEqual([]);
    await world.clock.advance(1);
    const hour = new Date(at).toISOString().slice(0, 13).replace('T', '/').replaceAll('-', '/');
    expect(files[0]?.key).toMatch(
      new RegExp(`^a/iris/AllTraffic/${hour}/\\d\\d-\\d\\d-\\d{3}-[0-9a-f-]{36}\\.jsonl$`),
    );
    expect(files[0]?.lines).toEqual([
      {
        captureData: {
          endpointInput: { observedContentType: 'text/csv', mode: 'INPUT', data: '5.1,3.5', encoding: 'CSV' },
          endpointOutput: {
            observedContentType: 'text/plain',
            mode: 'OUTPUT',
            data: Buffer.from('a-image').toString('base64'),
            encoding: 'BASE64',
          },
        },
        eventMetadata: {
          eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          inferenceId: 'one',
          inferenceTime: new Date(at).toISOString().replace(/\.\d+/, ''),
        },
        eventVersion: '0',
      },
    ]);
  });

  it('takes only what its config asks for', async () => {
    const { world, files, ask } = await capturing({ CaptureOptions: [{ CaptureMode: 'Output' }] });
    await ask();
    await world.clock.advance(2 * minute);
    expect(Object.keys(files[0]?.lines[0]?.captureData ?? {})).toEqual(['endpointOutput']);
    const off = await capturing({ EnableCapture: false });
    await off.ask();
    await off.world.clock.advance(5 * minute);
    expect(off.files).toEqual([]);
  });

  it('takes a sample of requests', async () => {
    const { world, files, ask } = await capturing({ InitialSamplingPercentage: 20 });
    await ask(1000);
    await world.clock.advance(2 * minute);
    // Three standard deviations of 12.6 around 200.
    const { length } = files.flatMap(({ lines }) => lines);
    expect(length).toBeGreaterThan(162);
    expect(length).toBeLessThan(238);
  });

  it('writes a file for each hour of the invocations', async () => {
    const { world, files, ask } = await capturing();
    await world.clock.advance(3_600_000 - (world.clock.now() % 3_600_000) - minute);
    await ask();
    await world.clock.advance(minute);
    await ask();
    await world.clock.advance(2 * minute);
    expect(files.map(({ key }) => key.split('/')[6])).toEqual([
      expect.any(String),
      String((Number(files[0]?.key.split('/')[6]) + 1) % 24).padStart(2, '0'),
    ]);
  });

  it.each([
    ['new-config', 'b', 's3://bucket/b'],
    ['kept', 'a', 's3://bucket/a'],
  ] as const)('in an update that retains is by %s', async (retainedCapture, folder, uri) => {
    const { world, files, ask } = await capturing({}, { assumptions: { retainedCapture } });
    await world.updateTo({
      EndpointConfigName: 'b-captured',
      DeploymentConfig: allAtOnce,
      RetainAllVariantProperties: true,
    });
    await world.clock.advance(60 * minute);
    await ask();
    await world.clock.advance(2 * minute);
    expect(files.map(({ key }) => key.split('/')[0])).toEqual([folder]);
    expect((await world.describe()).DataCaptureConfig?.DestinationS3Uri).toBe(uri);
  });

  it.each([
    ['successful', 0],
    ['all', 1],
  ] as const)('has errors of the model as capturedAnswers says: %s', async (capturedAnswers, files) => {
    const made = await capturing({}, { assumptions: { capturedAnswers } });
    made.world.containers.behaviours.set('a-image', async () => answer(500, 'no'));
    await made.ask().catch(() => undefined);
    await made.world.clock.advance(2 * minute);
    expect(made.files).toHaveLength(files);
  });
});
