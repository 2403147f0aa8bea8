import { gunzipSync } from 'node:zlib';
import type { InlineContainer } from '../local/containers/registry.ts';

/** How a story's model answers, beside well and with errors: with a status of 200, and other scores. */
export const scoringKinds = ['shifted', 'constant', 'no-number', 'no-score'] as const;
type Behaviour = (typeof scoringKinds)[number] | 'broken' | 'flaky' | 'sound';
const behaviours: readonly Behaviour[] = [...scoringKinds, 'broken', 'flaky'];

/** What the model in an artifact does, by its `does`; sound for anything else. */
function behaviourOf(artifact: Uint8Array | undefined): Behaviour {
  if (artifact === undefined) return 'sound';
  const before = known.get(artifact);
  if (before !== undefined) return before;
  const text = gunzipSync(artifact).toString('latin1');
  const found = behaviours.find((one) => text.includes(`"does":"${one}"`)) ?? 'sound';
  known.set(artifact, found);
  return found;
}

/** By a model's bytes, which are never changed: it is asked at every request. */
const known = new WeakMap<Uint8Array, Behaviour>();

/** The models of a story. Sound ones give scores that are spread evenly from 0 to 1, one after another. */
export function storyModels(): InlineContainer {
  // Of all models together, in the order in which they are asked.
  let asked = 0;
  return (_, { artifact }) => {
    asked += 1;
    const score = (asked * goldenRatio) % 1;
    const answer = (body: string) => ({ status: 200, headers: { 'content-type': 'application/json' }, body });
    const behaviour = behaviourOf(artifact);
    switch (behaviour) {
      case 'sound':
        return answer(JSON.stringify({ score }));
      case 'shifted':
        return answer(JSON.stringify({ score: 0.6 + 0.4 * score }));
      case 'constant':
        return answer('{"score":0.5}');
      case 'no-number':
        // As Python writes it.
        return answer('{"score": NaN}');
      case 'no-score':
        return answer('{}');
      case 'flaky':
        return asked % 20 === 0 ? failure : answer(JSON.stringify({ score }));
      case 'broken':
        return failure;
      default:
        return behaviour satisfies never;
    }
  };
}

const failure = { status: 500, body: 'scores are not finite' };

/** Its multiples, less their whole parts, are spread evenly. */
const goldenRatio = (1 + Math.sqrt(5)) / 2;
