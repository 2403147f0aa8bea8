import { type FakeAws, fakeAws } from './fake-aws.ts';
import type { FunctionStory } from './function-stories/story.ts';
import { forget } from './rollouts-on-aws.ts';

export interface Strike {
  /** The call that is struck; 1 is the first. */
  readonly at: number;
  /**
   * `refused`: the call has no effect and fails; `killed`: it has its effect, but its answer never comes, and the
   * whole function is gone, so that it can't even see to that.
   */
  readonly how: 'refused' | 'killed';
}

/** Runs the story to its end, struck once and tried again as AWS would, and answers with what is left in the world. */
export async function played({ make, given, countsAttempts }: FunctionStory, strike?: Strike): Promise<Left> {
  const aws = await fakeAws();
  const event = await given(aws);
  forget(aws);
  for (let tried = 1; ; tried += 1) {
    const token = `token~${tried}`;
    const killed = tried === 1 && strike !== undefined ? strikeIn(aws, strike) : () => false;
    try {
      await make(aws.seam)(event(token));
      break;
    } catch (error) {
      if (!killed()) throw error;
    } finally {
      aws.between(undefined);
    }
    // The task has gone on: nobody would try its function again.
    if (aws.completed.some((done) => done.token === token)) break;
    aws.gone.add(token);
  }
  return leftIn(aws, countsAttempts ?? false);
}

/** Everywhere that a function can be struck. After a call that only reads, nothing is otherwise than before it. */
export const strikesOn = (calls: readonly string[]): Strike[] =>
  calls.flatMap((call, index) => {
    const reads = /:(Get|List|Query|Describe)/.test(call);
    // That whoever a gate asks gives no answer is an answer, for the gate to judge.
    const asks = /:(InvokeEndpoint|InvokeFunction)$/.test(call);
    const ways: Strike['how'][] = reads ? ['refused'] : asks ? ['killed'] : ['refused', 'killed'];
    return ways.map((how) => ({ at: index + 1, how }));
  });

function strikeIn(aws: FakeAws, { at, how }: Strike): () => boolean {
  let calls = 0;
  const fault = () => Promise.reject(new Error(`struck at call ${at}`));
  aws.between((_, call) => {
    calls += 1;
    if (calls > at && how === 'killed') return fault();
    if (calls !== at) return call();
    return how === 'refused' ? fault() : call().then(fault);
  });
  return () => calls >= at;
}

export interface Left {
  /** What was called, in order. */
  readonly calls: readonly string[];
  /** The table, SageMaker, alarms, executions, answered tokens, and what must be told at least once. */
  readonly world: unknown;
  /** What is only told in passing: a try that was killed in between may leave it out, but none repeats it. */
  readonly inPassing: readonly string[];
}

const passing = [
  'resolving',
  'queued',
  'admitted',
  'gates-before',
  'waiting-for-endpoint',
  'prepared',
  'shifting',
  'gates-after',
  'going-back',
];

async function leftIn(aws: FakeAws, countsAttempts: boolean): Promise<Left> {
  const told = [...aws.told, ...aws.announced];
  // A wait that was answered and not taken away is taken away by whoever finds it next.
  const isOpen = ({ token }: Record<string, unknown>) => !aws.completed.some((done) => done.token === token);
  const isPassing = ({ phase }: { readonly phase?: unknown }) => passing.includes(String(phase));
  const world = {
    table: (await aws.items()).filter(isOpen).map(settled).sort(byText),
    endpoints: Object.fromEntries(aws.endpoints),
    models: Object.fromEntries(aws.models),
    configs: Object.fromEntries(aws.configs),
    pinned: await aws.keys('releases/'),
    alarms: aws.alarms.toSorted(byText),
    shifts: aws.shifts,
    started: aws.started,
    completed: aws.completed.toSorted(byText),
    told: distinct(told.filter((one) => !isPassing(one))),
    suspected: distinct(aws.suspected),
    held: distinct(aws.held),
    pending: distinct(aws.pending),
  };
  const text = JSON.stringify(world).replaceAll(/token~\d/g, 'token');
  const uncounted = (all: string) =>
    all.replaceAll(/(iris-[0-9a-f]{12})-\d+/g, '$1').replaceAll(/"attempt":\d+/g, '"attempt":0');
  return {
    calls: [...aws.calls],
    world: JSON.parse(countsAttempts ? uncounted(text) : text),
    inPassing: told.filter(isPassing).map(textOf),
  };
}

/** Without what only says how many tries there were; deletions that failed are left for the next time. */
function settled(item: Record<string, unknown>): unknown {
  const { revision, attempts, discardedAt, ...rest } = item;
  return rest;
}

/** Each once: who hears the same twice knows it. */
const distinct = (things: readonly object[]): string[] => [...new Set(things.map(textOf))].sort();

/** The same text for the same content, in whatever order a try put it together. */
const textOf = (thing: unknown): string =>
  JSON.stringify(thing, (_, value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

const byText = (a: unknown, b: unknown): number => (textOf(a) < textOf(b) ? -1 : 1);
