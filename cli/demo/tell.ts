import type { BuiltModel, BuiltModels } from '../../examples/iris/build-models.ts';
import type { Output } from '../output/output.ts';
import type { RunningLocal } from '../start-local.ts';
import { type Approving, approveInSlack } from './approver.ts';
import { flowerLoad, type Load } from './load.ts';
import type { Outcomes } from './outcomes.ts';
import { endpointName, storyteller } from './story.ts';

/** The outcomes that the story must have, in order. */
export const expectedOutcomes = ['DEPLOYED', 'DEPLOYED', 'ROLLED_BACK'] as const;

/** What runs beside the story, for the panel and for the cleanup at the end. */
export interface Beside {
  load: Load | undefined;
  approving: Approving | undefined;
}

/** Tells the three releases, one after another. Each is an upload and an approval. */
export async function tell(
  running: RunningLocal,
  [first, better, broken]: BuiltModels,
  output: Output,
  outcomes: Outcomes,
  { beside, patienceMs, patience }: { beside: Beside; patienceMs: number; patience: string },
): Promise<void> {
  const { slack, context } = running.aws;
  const { clock } = context;
  const story = storyteller(running.aws);
  /** The demo approves if nobody has answered within that time. */
  const release = async (model: BuiltModel, withinMs: number) => {
    const asked = { endpoint: endpointName, release: await story.release(model), patienceMs: withinMs };
    beside.approving = approveInSlack({ slack, clock }, asked, output.report);
    await outcomes.of(asked.release);
    beside.approving.stop();
    beside.approving = undefined;
  };
  await story.makeAlarm();
  await story.uploadManifest();

  output.say(
    [
      '',
      `The local Slack, where releases are told and decided: ${running.slackPage}`,
      '',
      `1/3 A first release: ${first.version}, right on ${percent(first.heldOutAccuracy)} of the held-out flowers.`,
      '    The manifest asks for somebody’s yes; the demo gives it at once, by a click in Slack.',
      '',
    ].join('\n'),
  );
  await release(first, 0);

  beside.load = flowerLoad(running);

  output.say(
    [
      '',
      `2/3 A better model: ${better.version}, right on ${percent(better.heldOutAccuracy)}. Linear, five steps of one instance.`,
      ...(patienceMs === 0
        ? ['    The demo approves this one, too, at once.']
        : [
            `    It waits for your yes: press Approve at ${running.slackPage}`,
            `    If nobody does within an hour of AWS’s time (${patience} here), the demo does.`,
          ]),
      '',
    ].join('\n'),
  );
  await release(better, patienceMs);

  output.say(
    [
      '',
      `3/3 A broken model: ${broken.version} loads and answers its ping, but its scores are not finite.`,
      '    It is approved at once: from outside it looks fine. The alarm will notice.',
      '',
    ].join('\n'),
  );
  await release(broken, 0);
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
