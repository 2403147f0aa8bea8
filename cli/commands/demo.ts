import { join, relative } from 'node:path';
import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { formatDuration } from '../../core/values/duration.ts';
import { type BuiltModels, buildModels } from '../../examples/iris/build-models.ts';
import { Outcomes } from '../demo/outcomes.ts';
import { followReports } from '../demo/reports.ts';
import { endpointName, storyteller } from '../demo/story.ts';
import { type Beside, expectedOutcomes, tell } from '../demo/tell.ts';
import { judgedOutcomes, tellJudged } from '../demo/tell-judged.ts';
import { exampleModels } from '../home.ts';
import { jsonOutput } from '../output/json-output.ts';
import type { Output } from '../output/output.ts';
import { plainOutput } from '../output/plain-output.ts';
import { terminalOutput, uncoloured } from '../output/terminal-output.ts';
import { exportLines, type RunningLocal, startLocal } from '../start-local.ts';
import { stopSignal } from '../stop-signal.ts';
import { snapshotOf } from '../views/snapshot.ts';

export interface DemoOptions {
  readonly port: number;
  readonly speed: number;
  readonly json: boolean;
  readonly exit: boolean;
  readonly judge: boolean;
}

/** How long (AWS's time) the demo waits for a person to approve the good release. */
const patienceSeconds = 3600;
const noLoad = { perSecond: 0, sent: 0, failed: 0 };

/** `greenlight demo`: three releases on a local AWS, or with `--judge` two. Returns the exit code. */
export async function demo(options: DemoOptions): Promise<number> {
  const began = performance.now();
  const stopped = stopSignal();
  const models = await buildModels(exampleModels);
  let output: Output | undefined;
  const running = await startLocal({
    ...options,
    onLog: (text) => log(text, options.json ? undefined : output),
  });
  output = outputFor(options, running.startedAt);
  output.page(running.page);
  return play(options, running, output, { models, stopped, began });
}

/** On a terminal, a line that is not printed above the panel would be drawn over, and leave half of it standing. */
function log(text: string, output: Output | undefined): void {
  if (output !== undefined && process.stdout.isTTY && process.stderr.isTTY) output.say(text);
  else process.stderr.write(`${text}\n`);
}

interface Begun {
  readonly models: BuiltModels;
  readonly stopped: Promise<void>;
  /** Host milliseconds. */
  readonly began: number;
}

async function play(
  options: DemoOptions,
  running: RunningLocal,
  output: Output,
  { models, stopped, began }: Begun,
): Promise<number> {
  const outcomes = new Outcomes();
  followReports(running.aws, (report) => {
    output.report(report);
    if (report.type === 'outcome') outcomes.add(report);
  });

  const beside: Beside = { load: undefined, approving: undefined };
  const panel = startPanel(running, output, beside);
  try {
    const patienceMs = options.exit ? 0 : patienceSeconds * 1000;
    const patience = formatDuration(Math.ceil(patienceSeconds / options.speed));
    const story = options.judge
      ? tellJudged(running, models, output, outcomes, { beside })
      : tell(running, models, output, outcomes, { beside, patienceMs, patience });
    const told = await Promise.race([story.then(() => true), stopped.then(() => false)]);
    const rollouts = outcomes.all.map(({ release, outcome, cause }) => ({ release, outcome, cause }));
    const results = rollouts.map(({ outcome }) => outcome);
    await panel.look();
    output.summary({ outcomes: results, rollouts, seconds: (performance.now() - began) / 1000 });
    if (told && !options.exit) {
      output.say(reachText(running, options.judge));
      await stopped;
    }
    return told && results.join() === (options.judge ? judgedOutcomes : expectedOutcomes).join() ? 0 : 1;
  } finally {
    beside.load?.stop();
    beside.approving?.stop();
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

interface Panel {
  look(): Promise<void>;
  stop(): void;
}

/** Reads the endpoint four times a second, only for the display: nothing in the controller polls. */
function startPanel(running: RunningLocal, output: Output, beside: Beside): Panel {
  const sageMaker = running.aws.clients(SageMakerClient);
  const story = storyteller(running.aws);
  const look = async () => {
    try {
      const endpoint = await sageMaker.send(new DescribeEndpointCommand({ EndpointName: endpointName }));
      const now = running.aws.context.clock.now();
      const load = beside.load?.counts() ?? noLoad;
      const slack = { page: running.slackPage, approvesAt: beside.approving?.due };
      output.show({ ...snapshotOf(now, endpoint, await story.alarms(), load), slack });
    } catch {
      // No endpoint yet: nothing to show.
    }
  };
  const timer = setInterval(() => void look(), 250);
  return { look, stop: () => clearInterval(timer) };
}

function reachText(running: RunningLocal, isJudged: boolean): string {
  const bucket = `s3://${running.aws.outputs.ModelBucketName}`;
  return [
    '',
    `The local AWS stays up, and so does the load: ${running.page}`,
    '',
    'In another terminal:',
    '',
    ...exportLines(running.url).map((line) => `  ${line}`),
    `  aws sagemaker describe-endpoint --endpoint-name ${endpointName}`,
    ...(isJudged
      ? [`  aws s3 ls ${bucket}/captures/ --recursive`]
      : [
          `  aws s3 cp ${relative('.', join(exampleModels, 'v2', 'model.tar.gz'))} ${bucket}/models/${endpointName}/v4/model.tar.gz`,
          '',
          `v4 then waits to be approved, at ${running.slackPage} or by npx greenlight approve ${endpointName}`,
        ]),
    '',
    'Ctrl+C ends it.',
  ].join('\n');
}
