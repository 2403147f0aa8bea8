import { AwsError } from '../transport/aws-error.ts';

/**
 * Service quotas "<instance type> for endpoint usage", in instances per instance type over all endpoints; a type
 * that is not named has no limit. During an update both fleets count.
 *
 * Worked: a quota of 4 with 3 serving refuses a blue/green update to 3 (3 + 3 > 4), but not a rolling one in
 * batches of 1 (3 + 1).
 */
export type Quotas = Readonly<Record<string, number>>;

/** Instances of one type, wanted or held. */
export interface Usage {
  readonly instanceType: string;
  readonly count: number;
}

/** Counts what is in use against the quotas. */
export class QuotaLedger {
  readonly #quotas: Quotas;
  readonly #used = new Map<string, number>();

  constructor(quotas: Quotas) {
    this.#quotas = quotas;
  }

  /** @throws AwsError ResourceLimitExceeded if `wanted` does not fit beside what is in use */
  assertRoom(wanted: readonly Usage[]): void {
    for (const [instanceType, delta] of summed(wanted)) {
      const quota = this.#quotas[instanceType];
      const used = this.#used.get(instanceType) ?? 0;
      if (quota !== undefined && used + delta > quota) {
        throw new AwsError('ResourceLimitExceeded', exceeded(instanceType, quota, used, delta));
      }
    }
  }

  /** Takes up room. @throws AwsError ResourceLimitExceeded if there is not enough; then none is taken */
  take(wanted: readonly Usage[]): void {
    this.assertRoom(wanted);
    for (const [instanceType, delta] of summed(wanted)) this.#add(instanceType, delta);
  }

  release(held: readonly Usage[]): void {
    for (const [instanceType, delta] of summed(held)) this.#add(instanceType, -delta);
  }

  #add(instanceType: string, delta: number): void {
    this.#used.set(instanceType, (this.#used.get(instanceType) ?? 0) + delta);
  }
}

function summed(usages: readonly Usage[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { instanceType, count } of usages) {
    if (count > 0) sums.set(instanceType, (sums.get(instanceType) ?? 0) + count);
  }
  return sums;
}

/** AWS's text, as seen in public reports. */
const exceeded = (instanceType: string, quota: number, used: number, delta: number): string =>
  `The account-level service limit '${instanceType} for endpoint usage' is ${quota} Instances, with current utilization of ${used} Instances and a request delta of ${delta} Instances. Please use AWS Service Quotas to request an increase for this quota. If AWS Service Quotas is not available, contact AWS support to request an increase for this quota.`;
