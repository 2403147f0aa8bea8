import { effect, type ReadonlySignal, signal } from '@preact/signals';

/** A leader that has not changed for so long rests. */
const restMs = 60;

/**
 * A signal that follows another one at its leisure: at once if that rested before, again as soon as it rests, and on the way
 * with every `steps`th of its values. A slow machine thus has no more to do for each step than a fast one.
 */
export function following<T>(leader: ReadonlySignal<T>, steps: number): ReadonlySignal<T> {
  const follower = signal(leader.peek());
  let changedAt = Number.NEGATIVE_INFINITY;
  let passed = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const follow = () => {
    passed = 0;
    follower.value = leader.peek();
  };
  const look = () => {
    timer = undefined;
    if (performance.now() - changedAt >= restMs) follow();
    else timer = setTimeout(look, restMs);
  };
  effect(() => {
    const { value } = leader;
    const at = performance.now();
    const rested = at - changedAt >= restMs;
    [changedAt, passed] = [at, passed + 1];
    if (value === follower.peek()) return;
    if ((rested && timer === undefined) || passed >= steps) follow();
    timer ??= setTimeout(look, restMs);
  });
  return follower;
}
