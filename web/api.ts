import type {
  ActAnswer,
  ActRequest,
  Endpoints,
  Session,
  StreamMessage,
  WhatIf,
} from '../core/dashboard/api.ts';

/** The page's HTTP API (core/dashboard/api.ts). Addresses are relative to the page's base. */

/** A refused or failed request, in the server's words. `status` 0: there was no answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const rolloutPath = (rollout: string): string => `api/rollouts/${encodeURIComponent(rollout)}`;

export const api = {
  session: () => ask<Session>('api/session'),
  endpoints: () => ask<Endpoints>('api/endpoints'),
  /** As text, so that the same again costs nothing: a `RolloutPage`. */
  rollout: (rollout: string) => askText(rolloutPath(rollout)),
  act: (rollout: string, request: ActRequest) => post<ActAnswer>(`${rolloutPath(rollout)}/actions`, request),
  simulate: (whatIf: WhatIf) => post<Session>('api/simulation', whatIf),
};

const post = <T>(path: string, body: unknown): Promise<T> =>
  ask<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const ask = async <T>(path: string, init?: RequestInit): Promise<T> =>
  JSON.parse(await askText(path, init)) as T;

/** @throws ApiError */
async function askText(path: string, init?: RequestInit): Promise<string> {
  let response: Response;
  try {
    response = await fetch(new URL(path, document.baseURI), { ...init, credentials: 'same-origin' });
  } catch {
    throw new ApiError(0, 'The page’s server does not answer.');
  }
  const text = await response.text();
  if (response.ok) return text;
  throw new ApiError(response.status, errorIn(text) ?? `HTTP ${response.status}`);
}

function errorIn(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}

/** What a stream tells its owner. */
export interface StreamListener {
  message(message: StreamMessage): void;
  /** The connection is there; `again`: it was lost before, so whatever is shown may be old. */
  open(again: boolean): void;
  lost(): void;
}

/** Without a message for so long, the connection counts as lost: the server sends its clock every few seconds. */
const silenceMs = 20_000;
const leastWaitMs = 1000;
const mostWaitMs = 15_000;

/** Listens to the server, and connects again whenever the connection is lost. Returns how to stop. */
export function listen(rollout: string | undefined, listener: StreamListener): () => void {
  const query = rollout === undefined ? '' : `?rollout=${encodeURIComponent(rollout)}`;
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waitMs = leastWaitMs;
  let wasLost = false;
  const later = (ms: number, what: () => void) => {
    clearTimeout(timer);
    timer = setTimeout(what, ms);
  };
  const lose = () => {
    source?.close();
    if (!wasLost) listener.lost();
    wasLost = true;
    later(waitMs, connect);
    waitMs = Math.min(mostWaitMs, waitMs * 2);
  };
  const connect = () => {
    source = new EventSource(new URL(`api/stream${query}`, document.baseURI));
    later(silenceMs, lose);
    source.onopen = () => {
      later(silenceMs, lose);
      listener.open(wasLost);
      [wasLost, waitMs] = [false, leastWaitMs];
    };
    source.onmessage = ({ data }) => {
      later(silenceMs, lose);
      listener.message(JSON.parse(data) as StreamMessage);
    };
    source.onerror = lose;
  };
  connect();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
