import { computed, signal } from '@preact/signals';
import type { RolloutPage } from '../../core/dashboard/api.ts';
import { ApiError, api } from '../api.ts';
import { withSharedParts } from '../model/frames.ts';
import { goOnTo, route } from '../route.ts';

/** The rollout that is shown; undefined until it has been read. */
export const page = signal<RolloutPage | undefined>(undefined);

export const recording = computed(() => page.value?.recording);
export const facts = computed(() => page.value?.recording.facts);
export const frames = computed(() => page.value?.frames ?? []);

/** Why the rollout of the address cannot be shown, in the server's words; undefined if it can, or is still being read. */
export const unshown = signal<string | undefined>(undefined);

let loadedText = '';

export async function loadRollout(rollout: string): Promise<void> {
  unshown.value = undefined;
  const text = await api.rollout(rollout).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 404) unshown.value = error.message;
    throw error;
  });
  const { value } = route;
  // Somebody has gone elsewhere meanwhile.
  if (value.view !== 'rollout' || value.rollout !== rollout) return;
  if (text === loadedText && page.peek() !== undefined) return;
  const loaded = JSON.parse(text) as RolloutPage;
  // A release was asked for: its newest attempt has an address of its own.
  const { rollout: name } = loaded.recording.facts;
  if (name !== rollout) return goOnTo(name);
  loadedText = text;
  page.value = { ...loaded, frames: withSharedParts(loaded.frames) };
}
