import type { Access } from '../../local/iam/access.ts';
import { type FakeAws, fakeAws } from './fake-aws.ts';
import type { FunctionStory } from './function-stories/story.ts';
import { forget } from './rollouts-on-aws.ts';

export interface Strike {
  /** The number of the call that fails; 1 is the first. */
  readonly at: number;
  /**
   * `refused`: the call has no effect and fails. `killed`: it has its effect, but no answer, and the whole
   * function is gone, so it cannot react.
   */
  readonly how: 'refused' | 'killed';
}

/** Runs the story to its end, with one strike and AWS's retries, and returns what is left in the world. */
export async function played(
  { make, given, countsAttempts, leavesTheRest }: FunctionStory,
  strike?: Strike,
): Promise<Left> {
  const aws = await fakeAws();
  const event = await given(aws);
  forget(aws);
  for (let tried = 1; ; tried += 1) {
    const token = `token~${tried}`;
    const killed = tried === 1 && strike !== undefined ? strikeIn(aws, strike) : () => false;
    try {
      await make(aws.seam)(event(token));
      // Whoever is killed gives no answer, whatever it does about the failure.
      const isAnswer = !killed() || (strike?.how === 'refused' && !leavesTheRest);
      if (isAnswer) break;
    } catch (error) {
      if (!killed()) throw error;
    } finally {
      aws.between(undefined);
    }
    // The task is complete, so nobody would retry its function.
    if (aws.completed.some((done) => done.token === token)) break;
    aws.gone.add(token);
  }
  return leftIn(aws, countsAttempts ?? false);
}

/**
 * Every place where a function can be struck. Being killed after a read changes no more than being refused.
 */
export const strikesOn = (calls: readonly string[]): Strike[] =>
  calls.flatMap((call, index) => {
    const reads = /:(Get|BatchGet|List|Query|Describe)/.test(call);
    // A missing answer to a gate's question is a result that the gate itself judges.
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
  /** What they asked IAM for. */
  readonly accesses: readonly Access[];
  /** The table, SageMaker, alarms, executions, answered tokens, and what must be sent at least once. */
  readonly world: unknown;
  /** What is sent at most once: a killed try may omit it, but no try repeats it. */
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
  // A wait that was answered but not removed is removed by the next function that finds it.
  const isOpen = ({ token }: Record<string, unknown>) => !aws.completed.some((done) => done.token === token);
  // How the endpoint looked is for display: a killed try may leave it out, and a later one may see more.
  const isMore = ({ sk }: Record<string, unknown>) => !String(sk).startsWith('look#');
  const isPassing = ({ phase }: { readonly phase?: unknown }) => passing.includes(String(phase));
  const world = {
    table: (await aws.items()).filter(isOpen).filter(isMore).map(settled).sort(byText),
    endpoints: Object.fromEntries(aws.endpoints),
    models: Object.fromEntries(aws.models),
    configs: Object.fromEntries(aws.configs),
    pinned: await aws.keys('releases/'),
    kept: await aws.keys('reports/'),
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
    accesses: [...aws.accesses],
    world: JSON.parse(countsAttempts ? uncounted(text) : text),
    inPassing: told.filter(isPassing).map(textOf),
  };
}

/** The item without fields that only count tries. Failed deletions are left for the next time. */
function settled(item: Record<string, unknown>): unknown {
  const { revision, attempts, discardedAt, ...rest } = item;
  return rest;
}

/** Each thing once: receivers recognise repeats. */
const distinct = (things: readonly object[]): string[] => [...new Set(things.map(textOf))].sort();

/** The same text for the same content, whatever the order of its keys. */
const textOf = (thing: unknown): string =>
  JSON.stringify(thing, (_, value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

const byText = (a: unknown, b: unknown): number => (textOf(a) < textOf(b) ? -1 : 1);
