import type {
  ActAnswer,
  ActRequest,
  Endpoints,
  PastRollouts,
  RolloutPage,
  Session,
  StreamMessage,
  WhatIf,
} from '../../core/dashboard/api.ts';

/** Where the page's data come from: AWS, a local one, or a simulation. Undefined stands for what is not known there. */
export interface PageSource {
  session(): Promise<Session>;
  endpoints(): Promise<Endpoints>;
  past(endpoint: string): Promise<PastRollouts | undefined>;
  rollout(name: string): Promise<RolloutPage | undefined>;
  act(rollout: string, request: ActRequest): Promise<ActAnswer | undefined>;
  /** Tells of changes from now on, of `rollout` too if it is given. Returns how to stop. */
  watch(rollout: string | undefined, tell: (message: StreamMessage) => void): () => void;
  /** Plays the simulation anew. Only a simulation has it. @throws PageError if that cannot be played */
  simulate?(whatIf: WhatIf): Promise<Session>;
  close(): Promise<void>;
}

/** Why a request is refused or has failed, as the page shows it. */
export class PageError extends Error {
  override readonly name = 'PageError';
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 502;

  constructor(status: PageError['status'], message: string, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}
