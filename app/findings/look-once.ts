import type { ManifestFinding } from '../../core/manifest/manifest-finding.ts';
import { isSameManifest, manifestVersionOf } from '../../core/plan/manifest-version.ts';
import type { FindingsPorts } from './read-findings.ts';

/** For how long one look serves the steps that follow each other at once. */
const holdsMs = 5000;

/**
 * The same, but whatever was read within the last seconds is not read again. For steps of a rollout that one invocation
 * takes one after another: a second look proves nothing new while no time has passed. Where a look is there to see a
 * change, the step asks for it anew: `manifestVersion` always looks.
 *
 * @param now epoch milliseconds
 */
export function lookOnce(look: FindingsPorts, now: () => number): FindingsPorts {
  const { artifacts, endpoints, ledger, alarms, quotas, scaling, traffic } = look;
  const known = new Map<string, { readonly at: number; readonly reading: Promise<unknown> }>();
  const keyOf = (what: string, asked: readonly unknown[]): string => JSON.stringify([what, ...asked]);
  const once =
    <A extends readonly unknown[], R>(what: string, read: (...asked: A) => Promise<R>) =>
    (...asked: A): Promise<R> => {
      const key = keyOf(what, asked);
      const before = known.get(key);
      if (before !== undefined && now() - before.at <= holdsMs) return before.reading as Promise<R>;
      const reading = read(...asked);
      known.set(key, { at: now(), reading });
      // What failed is asked again.
      reading.catch(() => known.delete(key));
      return reading;
    };
  return {
    artifacts: {
      inspect: once('artifact', artifacts.inspect),
      readManifest: once('manifest', artifacts.readManifest),
      async manifestVersion(bucket, endpoint) {
        const newest = await artifacts.manifestVersion(bucket, endpoint);
        const key = keyOf('manifest', [bucket, endpoint]);
        const read = (await known.get(key)?.reading) as ManifestFinding | undefined;
        if (read !== undefined && !isSameManifest(manifestVersionOf(read), newest)) known.delete(key);
        return newest;
      },
      readDefaults: once('defaults', artifacts.readDefaults),
    },
    endpoints: {
      ...endpoints,
      live: once('endpoint', endpoints.live),
      ownName: once('name', endpoints.ownName),
      kept: once('config', endpoints.kept),
    },
    ledger: {
      deploymentHistory: once('deployments', ledger.deploymentHistory),
      rollout: once('rollout', ledger.rollout),
    },
    alarms: { ...alarms, find: once('alarms', alarms.find) },
    quotas: { endpointUsage: once('quotas', quotas.endpointUsage) },
    scaling: { autoscaledVariants: once('scaling', scaling.autoscaledVariants) },
    ...(traffic && { traffic: { ofTwoWeeks: once('traffic', traffic.ofTwoWeeks) } }),
  };
}
