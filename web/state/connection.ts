import { effect, signal } from '@preact/signals';
import { ApiError, listen } from '../api.ts';
import { route } from '../route.ts';
import { loadEndpoints } from './endpoints.ts';
import { loadRollout } from './rollout.ts';
import { loadSession, now, setClock } from './session.ts';

export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** Since then (AWS's time), nothing new has come. */
  | { readonly kind: 'lost'; readonly since: number };

export const connection = signal<Connection>({ kind: 'connecting' });
/** Why something could not be read, in the server's words; undefined if all is well. */
export const trouble = signal<{ readonly status: number; readonly text: string } | undefined>(undefined);

/** Loads what the address asks for, and again whenever the server says that it has changed. */
export function keepUpToDate(): void {
  effect(() => {
    const { value } = route;
    const rollout = value.view === 'rollout' ? value.rollout : undefined;
    const load = () => guarded(() => (rollout === undefined ? loadEndpoints() : loadRollout(rollout)));
    load();
    return listen(rollout, {
      message: (message) => {
        switch (message.kind) {
          case 'clock':
            return setClock(message.now);
          case 'trouble':
            trouble.value = { status: 502, text: message.text };
            return;
          case 'endpoints':
            return rollout === undefined ? load() : undefined;
          case 'rollout':
            return message.rollout === rollout ? load() : undefined;
        }
      },
      open: (again) => {
        connection.value = { kind: 'live' };
        if (!again) return;
        guarded(loadSession);
        load();
      },
      lost: () => {
        connection.value = { kind: 'lost', since: now.peek() };
      },
    });
  });
}

/** Reads, and says what went wrong where it cannot. */
export function guarded(read: () => Promise<void>): void {
  read().then(
    () => {
      trouble.value = undefined;
    },
    (error: unknown) => {
      // No answer at all: the stream says so, and tries again.
      if (error instanceof ApiError && error.status === 0) return;
      trouble.value = {
        status: error instanceof ApiError ? error.status : 500,
        text: error instanceof Error ? error.message : String(error),
      };
    },
  );
}
