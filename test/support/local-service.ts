import type { Clock } from '../../local/clock/clock.ts';
import { VirtualClock } from '../../local/clock/virtual.ts';
import { localAccount, localRegion } from '../../local/context.ts';
import { seededRandom } from '../../local/random.ts';
import { inProcessHandler } from '../../local/transport/in-process.ts';
import type { Router } from '../../local/transport/router.ts';

/** What every local service is made with. */
export const localContext = <C extends Clock>(clock: C, seed = 1) => ({
  clock,
  random: seededRandom(seed),
  account: localAccount,
  region: localRegion,
});

/** The same on a clock of its own, in virtual time. */
export const virtualContext = (seed = 1) => localContext(new VirtualClock(), seed);

/** For a real SDK client, signatures and all, whose requests go straight into `router`; it tries once. */
export const clientSettings = (router: Pick<Router, 'dispatch'>) => ({
  region: localRegion,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  endpoint: 'http://127.0.0.1:4566',
  maxAttempts: 1,
  requestHandler: inProcessHandler(router),
});
