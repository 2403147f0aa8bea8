import { signal } from '@preact/signals';
import type { Session } from '../../core/dashboard/api.ts';
import { api } from '../api.ts';

export const session = signal<Session | undefined>(undefined);

/** AWS's time as of now, in epoch milliseconds; it moves every second. */
export const now = signal(0);

let known = { aws: 0, here: 0, speed: 1 };

/** AWS's time was `aws` just now. */
export function setClock(aws: number, speed = known.speed): void {
  known = { aws, here: performance.now(), speed };
  now.value = aws;
}

const awsNow = (): number => known.aws + (performance.now() - known.here) * known.speed;

/** Moves the clock. Whatever says how old something is depends on it. */
export function startClock(): void {
  setInterval(() => {
    if (known.aws > 0) now.value = awsNow();
  }, 1000);
}

export async function loadSession(): Promise<void> {
  const loaded = await api.session();
  setClock(loaded.now, loaded.speed);
  session.value = loaded;
}
