import { exportLines, startLocal } from '../start-local.ts';
import { stopSignal } from '../stop-signal.ts';

export interface LocalCommandOptions {
  readonly port: number;
  readonly speed: number;
  readonly json: boolean;
  readonly containers?: string;
}

/** `greenlight local`: runs until it is stopped. Scripts wait for its line `ready http://…`. */
export async function local(options: LocalCommandOptions): Promise<number> {
  const { port, speed, json, containers } = options;
  const stopped = stopSignal();
  const onLog = (text: string) => process.stderr.write(`${text}\n`);
  const running = await startLocal({ port, speed, onLog, ...(containers !== undefined && { containers }) });
  const { ModelBucketName: bucket, RolloutArn: stateMachine, TopicArn: topic } = running.aws.outputs;
  if (json) {
    const { url, page, slackPage: slack } = running;
    const { inert } = running.aws;
    process.stdout.write(
      `${JSON.stringify({ type: 'ready', url, page, slack, bucket, stateMachine, topic, speed, inert })}\n`,
    );
  } else {
    const lines = [
      `ready ${running.url}`,
      `page ${running.page}`,
      `slack ${running.slackPage}`,
      `bucket ${bucket}`,
      `state machine ${stateMachine}`,
      `topic ${topic}`,
      `speed ${speed} simulated seconds per second`,
      '',
      ...exportLines(running.url),
      '',
      'Of the template, this has no effect here:',
      ...running.aws.inert.map((item) => `  ${item}`),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  await stopped;
  await running.stop();
  return 0;
}
