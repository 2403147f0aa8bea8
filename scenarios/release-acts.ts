/** What people did in a story, as they know it themselves. Instants are epoch milliseconds. */
export type Act = { readonly at: number; readonly endpoint: string } & (
  | { readonly kind: 'upload'; readonly release: string; readonly as?: string }
  /** `version` is the object's; null where it was removed. */
  | { readonly kind: 'manifest'; readonly version: string | null; readonly written: unknown }
  /** Any other object of the bucket. */
  | { readonly kind: 'put'; readonly key: string; readonly version: string; readonly text: string }
  | {
      readonly kind: 'command';
      readonly command: 'abort' | 'judge' | 'retry' | 'rollback';
      /** The release that is retried, or gone back to; undefined where none is named. */
      readonly release?: string | undefined;
      /** What the answer says was done, and of which rollout; undefined where no answer came. */
      readonly done?: string | undefined;
      readonly rollout?: string | undefined;
    }
  | {
      readonly kind: 'decide';
      readonly action: 'approve' | 'reject';
      /** Whose signature it carried, or else whose word it was. */
      readonly by: string;
      readonly done?: string | undefined;
      readonly rollout?: string | undefined;
    }
  /** Of a button in Slack; `at` is when it was pressed first. */
  | ({
      readonly kind: 'press';
      readonly by: string;
      readonly shownSince: number;
      readonly again: boolean;
    } & Referred)
  /** Of a link, which names nobody. */
  | ({ readonly kind: 'follow' } & Referred)
  | { readonly kind: 'console'; readonly call: string; readonly config?: string | undefined }
);

/** What somebody has answered with a signed button or link, whatever came of it. */
interface Referred {
  readonly action: string;
  readonly rollout: string;
  /** The ledger's key of the gate; undefined where it is about the rollout as a whole. */
  readonly gate?: string | undefined;
  readonly expiresAt: number;
  /** Not as it was signed, or not signed by who may. */
  readonly forged: boolean;
  readonly sentAt: number;
}

/** `Omit` of each member of a union. */
type OmitFromEach<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** An act, without when and of which endpoint. */
export type NotedAct = OmitFromEach<Act, 'at' | 'endpoint'>;
