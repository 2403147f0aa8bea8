import type { StateChange } from '../../core/announcements/state-change.ts';
import type { Notice } from '../../core/notices/notice.ts';
import type { Announcements, Notices } from '../../core/ports/notices.ts';

export interface TellPorts {
  readonly notices: Notices;
  readonly announcements: Announcements;
}

/** The same happening for people and for machines; people have it for their machines, too. */
export async function tell(
  { notices, announcements }: TellPorts,
  change: StateChange,
  notice: Notice,
): Promise<void> {
  await notices.publish({ ...notice, event: change });
  await announcements.announce(change);
}
