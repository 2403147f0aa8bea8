import type { BuiltModels } from '../../examples/iris/build-models.ts';
import type { Output } from '../output/output.ts';
import type { RunningLocal } from '../start-local.ts';
import { flowerLoad } from './load.ts';
import type { Outcomes } from './outcomes.ts';
import { storyteller } from './story.ts';
import type { Beside } from './tell.ts';

/** The outcomes that the story must have, in order. */
export const judgedOutcomes = ['DEPLOYED', 'ROLLED_BACK'] as const;

/** For so long the first model answers alone: its scores of that time are what the next one is compared by. */
const answeringSeconds = 300;

/** Tells of a model that answers every request with 200, and otherwise than the one before. No limit is written anywhere. */
export async function tellJudged(
  running: RunningLocal,
  [, better, , shifted]: BuiltModels,
  output: Output,
  outcomes: Outcomes,
  { beside }: { beside: Beside },
): Promise<void> {
  const story = storyteller(running.aws);
  await story.uploadJudgedManifest();
  output.say(
    [
      '',
      `1/2 A first release: ${better.version}, right on ${percent(better.heldOutAccuracy)} of the held-out flowers.`,
      '    Its answers are captured, as the manifest says: examples/iris/judged.yaml. No limit is written there.',
      '',
    ].join('\n'),
  );
  await outcomes.of(await story.release(better));
  beside.load = flowerLoad(running);
  await running.aws.context.clock.sleep(answeringSeconds * 1000);

  output.say(
    [
      '',
      `2/2 A shifted model: ${shifted.version} is right as often, answers every request with 200, and is less sure of each answer.`,
      '    One of five instances takes it over. The judge compares what both fleets answer.',
      '',
    ].join('\n'),
  );
  await outcomes.of(await story.release(shifted));
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
