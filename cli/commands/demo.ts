import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { type BuiltModel, buildModels, defaultOutDir } from '../../examples/iris/build-models.ts';
import { requestPayloads } from '../../examples/iris/measurements.ts';
import { seededRandom } from '../../local/random.ts';
import { type Load, startLoad } from '../demo/load.ts';
import { Outcomes } from '../demo/outcomes.ts';
import { followReports } from '../demo/reports.ts';
import { endpointName, expectedOutcomes, storyteller } from '../demo/story.ts';
import { jsonOutput } from '../output/json-output.ts';
import type { Output } from '../output/output.ts';
import { plainOutput } from '../output/plain-output.ts';
import { type LoadCounts, snapshotOf } from '../output/snapshot.ts';
import { terminalOutput, uncoloured } from '../output/terminal-output.ts';
import { exportLines, type RunningLocal, startLocal, stopSignal } from '../start-local.ts';

export interface DemoOptions {
  readonly port: number;
  readonly speed: number;
  readonly json: boolean;
  readonly exit: boolean;
}

const requestsPerSecond = 50;
const noLoad = { perSecond: 0, sent: 0, failed: 0 };

/** `greenlight demo`: three releases on a local AWS. Answers with the exit code. */
export async function demo(options: DemoOptions): Promise<number> {
  const began = performance.now();
  const stopped = stopSignal();
  const models = (await buildModels(defaultOutDir)) as [BuiltModel, BuiltModel, BuiltModel];
  const running = await startLocal({ ...options, onLog: (text) => process.stderr.write(`${text}\n`) });
  const output = outputFor(options, running.startedAt);
  const outcomes = new Outcomes();
  followReports(running.aws, (report) => {
    output.report(report);
    if (report.type === 'outcome') outcomes.add(report);
  });

  const stage = { load: undefined as Load | undefined };
  const panel = startPanel(running, output, () => stage.load?.counts() ?? noLoad);
  try {
    const story = tell(running, models, output, outcomes, (load) => {
      stage.load = load;
    });
    const told = await Promise.race([story.then(() => true), stopped.then(() => false)]);
    const rollouts = outcomes.all.map(({ release, outcome, cause }) => ({ release, outcome, cause }));
    const results = rollouts.map(({ outcome }) => outcome);
    await panel.look();
    output.summary({ outcomes: results, rollouts, seconds: (performance.now() - began) / 1000 });
    if (told && !options.exit) {
      output.say(reachText(running));
      await stopped;
    }
    return told && results.join() === expectedOutcomes.join() ? 0 : 1;
  } finally {
    stage.load?.stop();
    panel.stop();
    output.close();
    await running.stop();
  }
}

function outputFor(options: DemoOptions, startedAt: number): Output {
  const write = (text: string) => void process.stdout.write(text);
  if (options.json) return jsonOutput(write);
  return process.stdout.isTTY
    ? terminalOutput(process.stdout, startedAt)
    : plainOutput(uncoloured(write), startedAt);
}

/** The three releases, one after another: each upload is all that anybody does. */
async function tell(
  running: RunningLocal,
  [first, better, broken]: readonly [BuiltModel, BuiltModel, BuiltModel],
  output: Output,
  outcomes: Outcomes,
  loadStarted: (load: Load) => void,
): Promise<void> {
  const story = storyteller(running.aws);
  await story.makeAlarm();
  await story.uploadManifest();

  output.say(
    `\n1/3 A first release: ${first.version}, right on ${percent(first.heldOutAccuracy)} of the held-out flowers.\n`,
  );
  await outcomes.of(await story.release(first));

  const client = new SageMakerRuntimeClient({
    endpoint: running.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const random = seededRandom(7);
  loadStarted(
    startLoad(client, {
      endpoint: endpointName,
      payloads: requestPayloads(),
      perSecond: requestsPerSecond,
      random,
    }),
  );

  output.say(
    `\n2/3 A better model: ${better.version}, right on ${percent(better.heldOutAccuracy)}. Linear, five steps of one instance.\n`,
  );
  await outcomes.of(await story.release(better));

  output.say(
    `\n3/3 A broken model: ${broken.version} loads and answers its ping, but its scores are not finite.\n`,
  );
  await outcomes.of(await story.release(broken));
}

interface Panel {
  look(): Promise<void>;
  stop(): void;
}

/** Looks at the endpoint four times a second, for the eye only: nothing in the controller polls. */
function startPanel(running: RunningLocal, output: Output, load: () => LoadCounts): Panel {
  const sageMaker = running.aws.clients(SageMakerClient);
  const story = storyteller(running.aws);
  const look = async () => {
    try {
      const endpoint = await sageMaker.send(new DescribeEndpointCommand({ EndpointName: endpointName }));
      output.show(snapshotOf(running.aws.context.clock.now(), endpoint, await story.alarms(), load()));
    } catch {
      // No endpoint yet: nothing to show.
    }
  };
  const timer = setInterval(() => void look(), 250);
  return { look, stop: () => clearInterval(timer) };
}

function reachText(running: RunningLocal): string {
  return [
    '',
    'The local AWS stays up, and so does the load. In another terminal:',
    '',
    ...exportLines(running.url).map((line) => `  ${line}`),
    `  aws sagemaker describe-endpoint --endpoint-name ${endpointName}`,
    `  aws s3 cp examples/iris/dist/v2/model.tar.gz s3://${running.aws.outputs.ModelBucketName}/models/${endpointName}/v4/model.tar.gz`,
    '',
    'Ctrl+C ends it.',
  ].join('\n');
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
