import { admit } from '../../core/lease/admit.ts';
import { type Lease, type LeaseClaim, type UploadOrder, unclaimed } from '../../core/lease/lease.ts';
import type { Instant } from '../../core/values/instant.ts';
import { instantAt } from '../../core/values/instant.ts';

/** `10:00:07` for 7: the seconds after the builders' instant. */
export const second = (seconds: number): Instant =>
  instantAt(Date.parse('2026-01-05T10:00:00.000Z') + seconds * 1000);

export const anOrder = (over: Partial<UploadOrder> = {}): UploadOrder => {
  const { release = 'iris-aaaaaaaaaaaa', ...rest } = over;
  return {
    key: `models/iris/${release}/model.tar.gz`,
    sequencer: '1',
    uploadedAt: second(0),
    release,
    ...rest,
  };
};

/** Release `name` in its first attempt, uploaded `at` seconds after the hour, under a key of its own. */
export const anUpload = (name: string, at: number, over: Partial<UploadOrder> = {}): LeaseClaim => ({
  rollout: `${name}-1`,
  release: name,
  endpoint: 'iris',
  kind: 'upload',
  order: anOrder({ release: name, uploadedAt: second(at), ...over }),
  execution: executionOf(`${name}-1`),
  at: second(at),
});

/** Somebody's command about release `name`, sent `at` seconds after the hour. The release itself is old. */
export const anAct = (
  kind: Exclude<LeaseClaim['kind'], 'upload'>,
  name: string,
  at: number,
  attempt = 2,
): LeaseClaim => ({
  rollout: `${name}-${attempt}`,
  release: name,
  endpoint: 'iris',
  kind,
  order: anOrder({ release: name, uploadedAt: second(-3600) }),
  execution: executionOf(`${name}-${attempt}`),
  at: second(at),
});

export const executionOf = (rollout: string): string =>
  `arn:aws:states:us-east-1:000000000000:execution:greenlight-test-rollout:${rollout}`;

export const tokenOf = (claim: LeaseClaim): string => `token of ${claim.rollout}`;

/** The lease after these claims, one after another. */
export const leaseAfter = (...claims: readonly LeaseClaim[]): Lease =>
  claims.reduce((lease, claim) => admit(lease, claim, tokenOf(claim), claim.at).lease, unclaimed);
