import { expectationFault } from '../adapters/gates/expectation.ts';
import type { Seam } from '../adapters/lambda/seam.ts';
import type { Allowed, FindingsPorts } from '../app/findings/read-findings.ts';
import {
  alarmsOf,
  artifactsOf,
  decideUrlOf,
  endpointsOf,
  ledgerOf,
  listVariable,
  quotasOf,
  scalingOf,
  trafficOf,
  variable,
} from './ports.ts';

/** The lists of what is allowed, given at deploy time. */
export const allowedIn = (seam: Pick<Seam, 'env'>): Allowed => ({
  stage: variable(seam, 'STAGE'),
  allowedImages: listVariable(seam, 'ALLOWED_IMAGES'),
  allowedRoles: listVariable(seam, 'ALLOWED_ROLES'),
  allowedKeys: listVariable(seam, 'ALLOWED_KEYS'),
  allowedGates: {
    webhookHosts: listVariable(seam, 'ALLOWED_WEBHOOK_HOSTS'),
    functions: listVariable(seam, 'ALLOWED_FUNCTIONS'),
    expectationFault,
    publicAddress: decideUrlOf(seam) !== undefined,
  },
});

/** The ports that a plan is read from. */
export const findingsPorts = (seam: Seam): FindingsPorts => ({
  artifacts: artifactsOf(seam),
  endpoints: endpointsOf(seam),
  ledger: ledgerOf(seam),
  alarms: alarmsOf(seam),
  quotas: quotasOf(seam),
  scaling: scalingOf(seam),
});

/** The ports that a release is decided on. */
export const planningPorts = (seam: Seam): FindingsPorts => ({
  ...findingsPorts(seam),
  traffic: trafficOf(seam),
});
