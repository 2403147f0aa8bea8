import { instantAt } from '../../core/values/instant.ts';
import type { Clock } from '../../local/clock/clock.ts';
import type { LocalSlack } from '../../local/slack/slack.ts';
import type { SlackUser } from '../../local/slack/workspace.ts';
import { userById } from '../../on-local-aws/slack-workspace.ts';
import type { Report } from '../output/output.ts';

export type PressReport = Extract<Report, { type: 'press' }>;

export interface Approving {
  /** When the demo approves by itself (simulated epoch ms), while the release's message asks for approval. */
  readonly due: number | undefined;
  stop(): void;
}

/** The Slack user who presses for the demo. */
const ana = userById('U0ANA') as SlackUser;
const approve = 'greenlight:approve';

/**
 * A press is signed with its time. At high speed, a busy machine may deliver it too late, so it is tried
 * again.
 */
const attempts = 3;

/**
 * Approves a release in the local Slack. Once its message has the button, it waits for `patienceMs` of
 * simulated time, so that a person can press first. Then it presses as Ana, signed as Slack signs.
 */
export function approveInSlack(
  { slack, clock }: { slack: LocalSlack; clock: Clock },
  { endpoint, release, patienceMs }: { endpoint: string; release: string; patienceMs: number },
  tell: (press: PressReport) => void,
): Approving {
  let due: number | undefined;
  let stopped = false;

  const press = async (ts: string): Promise<boolean> => {
    const outcome = await slack.press(ts, approve, ana.id);
    const status = outcome.kind === 'answered' ? outcome.status : null;
    const by = { user: ana.id, name: ana.realName };
    const at = instantAt(clock.now());
    tell({ type: 'press', at, endpoint, release, ...by, action: approve, status });
    return status === 200;
  };

  const act = async () => {
    await clock.sleep(patienceMs);
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const ts = asking(slack, release);
      if (stopped || ts === undefined || (await press(ts))) return;
    }
  };

  const look = () => {
    if (stopped || due !== undefined || asking(slack, release) === undefined) return;
    due = clock.now() + patienceMs;
    void act();
  };
  const unlisten = slack.onChange(look);
  look();
  return {
    get due() {
      return asking(slack, release) === undefined ? undefined : due;
    },
    stop() {
      stopped = true;
      unlisten();
    },
  };
}

/** The `ts` of the message that has the button. Its footer names the rollout, `<release>-<attempt>`. */
function asking(slack: LocalSlack, release: string): string | undefined {
  const isAbout = ({ blocks }: ReturnType<LocalSlack['messages']>[number]) =>
    blocks.some((block) => block.type === 'context' && JSON.stringify(block).includes(`${release}-`));
  const canApprove = ({ ts }: { ts: string }) =>
    slack.buttons(ts).some(({ action_id }) => action_id === approve);
  return slack.messages().find((message) => isAbout(message) && canApprove(message))?.ts;
}
