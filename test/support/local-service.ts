import type { Clock } from '../../local/clock/clock.ts';
import { VirtualClock } from '../../local/clock/virtual.ts';
import { localAccount, localRegion } from '../../local/context.ts';
import { seededRandom } from '../../local/random.ts';
import { inProcessHandler } from '../../local/transport/in-process.ts';
import type { Router } from '../../local/transport/router.ts';

/** The context that every local service needs. */
export const localContext = <C extends Clock>(clock: C, seed = 1) => ({
  clock,
  random: seededRandom(seed),
  account: localAccount,
  region: localRegion,
});

/** The same with its own virtual clock. */
export const virtualContext = (seed = 1) => localContext(new VirtualClock(), seed);

/**
 * Settings for a real SDK client, with signatures, whose requests go straight into `router`, without retries.
 */
export const clientSettings = (router: Pick<Router, 'dispatch'>) => ({
  region: localRegion,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  endpoint: 'http://127.0.0.1:4566',
  maxAttempts: 1,
  requestHandler: inProcessHandler(router),
});
