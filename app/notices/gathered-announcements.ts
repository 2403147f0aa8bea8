import type { StateChange } from '../../core/announcements/state-change.ts';
import type { Announcements } from '../../core/ports/notices.ts';

/**
 * The same, but phases of rollouts are kept until `flush`: those that a rollout enters within a moment are one call.
 * Whoever dies before that leaves them untold, as one does that dies between entering a phase and announcing it.
 */
export function gatheredAnnouncements(announcements: Announcements): {
  readonly gathered: Announcements;
  readonly flush: () => Promise<void>;
} {
  let kept: StateChange[] = [];
  return {
    gathered: { ...announcements, announce: async (change) => void kept.push(change) },
    async flush() {
      const changes = kept;
      kept = [];
      if (changes.length > 0) await announcements.announceAll(changes);
    },
  };
}
