import type { History } from './draw-history.ts';

/** Whether a history still fails in the way that is looked into. */
type StillFails = (history: History) => Promise<boolean>;

/**
 * The smallest history found that still fails: fewer steps first (delta debugging: Zeller and Hildebrandt, "Simplifying
 * and Isolating Failure-Inducing Input", 2002), then fewer endpoints and switches, then shorter steps, until nothing
 * more can be left out or `most` histories were played.
 */
export async function shrink(history: History, fails: StillFails, most = 200): Promise<History> {
  let smallest = history;
  let played = 0;
  const better = async (candidate: History): Promise<boolean> => {
    if (played >= most || candidate.steps.length === 0) return false;
    played += 1;
    if (!(await fails(candidate))) return false;
    smallest = candidate;
    return true;
  };
  for (let before = ''; before !== JSON.stringify(smallest) && played < most; ) {
    before = JSON.stringify(smallest);
    await fewerSteps(() => smallest, better);
    for (const candidate of simpler(smallest)) await better(candidate(smallest));
  }
  return smallest;
}

/** Leaves out stretches of steps: half of them, a quarter, … one. */
async function fewerSteps(
  current: () => History,
  better: (candidate: History) => Promise<boolean>,
): Promise<void> {
  for (
    let size = Math.ceil(current().steps.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let from = 0; from < current().steps.length; ) {
      const history = current();
      const steps = history.steps.filter((_, index) => index < from || index >= from + size);
      if (!(await better({ ...history, steps }))) from += size;
    }
  }
}

/** One thing less each: an endpoint, a switch, a member of a step. */
function simpler(history: History): ((current: History) => History)[] {
  const without = <T extends object>(whole: T, key: string): T =>
    Object.fromEntries(Object.entries(whole).filter(([name]) => name !== key)) as T;
  return [
    ...history.others.map((name) => (current: History) => ({
      ...current,
      others: current.others.filter((other) => other !== name),
      steps: current.steps.filter(({ on }) => on !== name),
    })),
    ...Object.keys(history.assumptions).map((name) => (current: History) => ({
      ...current,
      assumptions: without(current.assumptions, name),
    })),
    (current: History) => ({ ...current, manifest: {} }),
    (current: History) => ({ ...current, quotas: {} }),
    (current: History) => ({ ...current, throttling: 'none' as const }),
    (current: History) => ({ ...current, retries: 'once' as const }),
    (current: History) => ({ ...current, slack: 'none' as const }),
    ...history.steps.flatMap((_, index) => {
      const change =
        (how: (step: History['steps'][number]) => History['steps'][number]) => (current: History) => ({
          ...current,
          steps: current.steps.map((step, at) => (at === index ? how(step) : step)),
        });
      const step = history.steps[index] ?? { at: '' };
      const { manifest } = step;
      return [
        ...Object.keys(step)
          .filter((name) => optional.includes(name))
          .map((name) => change((of) => without(of, name))),
        ...(isFields(manifest)
          ? Object.keys(manifest).map((name) =>
              change((of) => (isFields(of.manifest) ? { ...of, manifest: without(of.manifest, name) } : of)),
            )
          : []),
      ];
    }),
  ];
}

/** Members of a step that it can do without. */
const optional = [
  'nth',
  'times',
  'invocation',
  'answerLost',
  'reason',
  'twice',
  'signedBy',
  'as',
  'message',
  'which',
];

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
