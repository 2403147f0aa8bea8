import type { StateChange } from '../../core/announcements/state-change.ts';
import type { Notice } from '../../core/notices/notice.ts';
import type { Announcements, Notices } from '../../core/ports/notices.ts';

export interface TellPorts {
  readonly notices: Notices;
  readonly announcements: Announcements;
}

/**
 * Tells the same event to people and to machines. The notice for people also contains the machine's event.
 */
export async function tell(
  { notices, announcements }: TellPorts,
  change: StateChange,
  notice: Notice,
): Promise<void> {
  await notices.publish({ ...notice, event: change });
  await announcements.announce(change);
}
