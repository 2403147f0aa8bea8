import type { StreamMessage } from '../../../core/dashboard/api.ts';
import { type Instant, instantAt } from '../../../core/values/instant.ts';

/** Timers, so that tests need none. */
export interface Timers {
  /** Calls `work` every so many milliseconds of this machine. Returns how to stop. */
  every(ms: number, work: () => void): () => void;
  /** This machine's time. */
  now(): number;
}

export interface PollerPorts {
  readonly timers: Timers;
  /** How long between two looks, in this machine's milliseconds. */
  readonly tickMs: number;
  /** AWS's time, epoch milliseconds. */
  awsNow(): Promise<number>;
  /** Reads what the open pages show, and returns what has changed. */
  read(open: OpenPages): Promise<readonly StreamMessage[]>;
  troubleText(error: unknown): string;
}

/** The pages that are open. */
export interface OpenPages {
  /** Whether the first view is. */
  readonly overview: boolean;
  readonly rollouts: readonly string[];
}

interface Page {
  readonly rollout: string | undefined;
  readonly tell: (message: StreamMessage) => void;
}

/** Without a message for longer than this, a page takes the connection for lost. */
const clockMs = 5000;
const longestPauseMs = 60_000;

/**
 * One poller for all pages: it reads only while a page is open, one round after another. A round that AWS refuses is told,
 * and the next one waits, twice as long after each further refusal.
 */
export function poller(ports: PollerPorts) {
  const { timers, tickMs } = ports;
  const pages = new Set<Page>();
  let stops: (() => void)[] = [];
  let isReading = false;
  let pauseMs = 0;
  let notBefore = Number.NEGATIVE_INFINITY;
  let trouble: string | undefined;

  const tell = (message: StreamMessage): void => {
    for (const page of pages) if (concerns(page, message)) page.tell(message);
  };

  /** Whatever a page shows may have changed. */
  const everything = (asOf: Instant): StreamMessage[] => [
    { kind: 'endpoints', asOf },
    ...rolloutsOf(pages).map((rollout) => ({ kind: 'rollout', rollout, asOf }) as const),
  ];

  const round = async (): Promise<void> => {
    if (isReading || pages.size === 0 || timers.now() < notBefore) return;
    isReading = true;
    try {
      const messages = await ports.read({
        overview: [...pages].some(({ rollout }) => rollout === undefined),
        rollouts: rolloutsOf(pages),
      });
      const isMended = trouble !== undefined;
      pauseMs = 0;
      trouble = undefined;
      for (const message of isMended ? everything(instantAt(await ports.awsNow())) : messages) tell(message);
    } catch (error) {
      trouble = ports.troubleText(error);
      pauseMs = Math.min(longestPauseMs, Math.max(tickMs, pauseMs * 2));
      notBefore = timers.now() + pauseMs;
      tell({ kind: 'trouble', text: trouble });
    } finally {
      isReading = false;
    }
  };

  const clock = async (): Promise<void> => {
    try {
      tell({ kind: 'clock', now: await ports.awsNow() });
    } catch {
      // Without a clock, the page says that the connection is lost.
    }
  };

  return {
    open(rollout: string | undefined, listener: Page['tell']): () => void {
      const page = { rollout, tell: listener };
      pages.add(page);
      if (pages.size === 1)
        stops = [timers.every(tickMs, () => void round()), timers.every(clockMs, () => void clock())];
      void clock();
      void round();
      if (trouble !== undefined) listener({ kind: 'trouble', text: trouble });
      return () => {
        pages.delete(page);
        if (pages.size > 0) return;
        for (const stop of stops) stop();
        stops = [];
      };
    },
  };
}

const rolloutsOf = (pages: ReadonlySet<Page>): string[] => [
  ...new Set([...pages].flatMap(({ rollout }) => rollout ?? [])),
];

function concerns({ rollout }: Page, message: StreamMessage): boolean {
  switch (message.kind) {
    case 'endpoints':
      return rollout === undefined;
    case 'rollout':
      return rollout === message.rollout;
    case 'clock':
    case 'trouble':
      return true;
    default:
      return message satisfies never;
  }
}
