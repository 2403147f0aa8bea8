/** What a button or a link says of itself. Anybody can read it; only its signature is secret. */
export interface Reference {
  readonly action: string;
  readonly endpoint: string;
  readonly rollout: string;
  /** The ledger's key of the gate that it answers; undefined where it is about the rollout as a whole. */
  readonly gate: string | undefined;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Of `v1.<key>.<content>.<signature>`; undefined for anything else. */
export function readReference(reference: string): Reference | undefined {
  const [version, , content = ''] = reference.split('.');
  if (version !== 'v1') return undefined;
  const [action, endpoint, rollout, gate, expiresAt] = JSON.parse(
    Buffer.from(content, 'base64url').toString(),
  );
  return { action, endpoint, rollout, gate: gate ?? undefined, expiresAt };
}

/** The same reference for the other answer, under the signature of this one. */
export function tampered(reference: string): string {
  const [version, key, content = '', signature] = reference.split('.');
  const claim: unknown[] = JSON.parse(Buffer.from(content, 'base64url').toString());
  const others: Readonly<Record<string, string>> = { approve: 'reject', continue: 'abort' };
  const [action = '', ...rest] = claim as [string, ...unknown[]];
  const other = JSON.stringify([others[action] ?? 'approve', ...rest]);
  return [version, key, Buffer.from(other).toString('base64url'), signature].join('.');
}

/** The two kinds of answers, in the words of buttons. */
export const answers = {
  yes: ['approve', 'continue'],
  no: ['reject', 'abort', 'roll-back'],
} as const;
