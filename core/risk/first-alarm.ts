/** When an alarm goes off: `needed` of the last `of` periods breach (CloudWatch: DatapointsToAlarm of EvaluationPeriods). */
export interface MOutOfN {
  readonly needed: number;
  readonly of: number;
}

/** With more periods than this, what happened in each of them cannot be kept apart any more. */
export const mostPeriods = 12;

/**
 * The chance that an alarm goes off for the first time at the end of each period, if period i breaches with
 * `chances[i]`, independently of the others: a Markov chain over the last periods, and so exact. The chances add up to less
 * than 1: what is left is that it never goes off.
 *
 * 2 of 2 with a chance of ½ each: 0, ¼, ⅛, ⅛ …
 *
 * @throws RangeError for an alarm of more than 12 periods of which fewer than all must breach
 */
export function firstAlarmChances(chances: readonly number[], { needed, of }: MOutOfN): number[] {
  return needed === of ? firstRun(chances, needed) : firstAmong(chances, needed, of);
}

/** All of the last periods: the state is for how long they have breached in a row. */
function firstRun(chances: readonly number[], needed: number): number[] {
  let runs = [1, ...Array<number>(needed - 1).fill(0)];
  return chances.map((chance) => {
    const goesOff = (runs.at(-1) ?? 0) * chance;
    const still = runs.reduce((sum, one) => sum + one, 0);
    runs = [still * (1 - chance), ...runs.slice(0, -1).map((one) => one * chance)];
    return goesOff;
  });
}

/** Some of the last periods: the state is which of them breached, as bits, the newest the lowest. */
function firstAmong(chances: readonly number[], needed: number, of: number): number[] {
  if (of > mostPeriods)
    throw new RangeError(`expected an alarm of at most ${mostPeriods} periods, got ${needed} of ${of}`);
  const kept = 2 ** (of - 1) - 1;
  let states = new Map([[0, 1]]);
  return chances.map((chance) => {
    const next = new Map<number, number>();
    let goesOff = 0;
    for (const [before, likely] of states) {
      for (const [bit, part] of [
        [0, likely * (1 - chance)],
        [1, likely * chance],
      ] as const) {
        const now = before * 2 + bit;
        if (ones(now) >= needed) goesOff += part;
        else next.set(now & kept, (next.get(now & kept) ?? 0) + part);
      }
    }
    states = next;
    return goesOff;
  });
}

const ones = (bits: number): number => bits.toString(2).replaceAll('0', '').length;
