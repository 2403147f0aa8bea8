import { byWeight, type Finding } from '../finding.ts';
import { checkData } from './data.ts';
import type { EndpointCheck, EndpointFacts } from './endpoint-facts.ts';
import { checkHistory } from './history.ts';
import { checkKeys } from './keys.ts';
import { checkMonitoring } from './monitoring.ts';
import { checkOwner } from './owner.ts';
import { checkRelease } from './release.ts';
import { checkRole } from './role.ts';
import { checkStoredStrategy } from './stored-strategy.ts';
import { checkTag } from './tag.ts';
import { checkUnread } from './unread.ts';

/** Whether it can be released to: now, once it is adopted, not as it is. */
export type EndpointVerdict = 'ready' | 'adoptable' | 'blocked' | 'missing';

export interface EndpointExamination {
  readonly endpoint: string;
  readonly verdict: EndpointVerdict;
  readonly findings: readonly Finding<EndpointCheck>[];
}

/** Every check but that of the tag, which depends on them. One file each. */
const checks: readonly ((facts: EndpointFacts) => Finding<EndpointCheck>[])[] = [
  checkRelease,
  checkStoredStrategy,
  checkRole,
  checkKeys,
  checkOwner,
  checkMonitoring,
  checkData,
  checkHistory,
  checkUnread,
];

/** What stands against releases to an endpoint, what is missing, and what to do. Pure: it decides on what was read. */
export function examineEndpoint(facts: EndpointFacts): EndpointExamination {
  const found = checks.flatMap((check) => check(facts));
  const isBlocked = found.some(({ weight }) => weight === 'problem');
  const tag = checkTag(facts, isBlocked);
  const verdict = isBlocked ? 'blocked' : tag.length > 0 ? 'adoptable' : 'ready';
  return { endpoint: facts.findings.live.name, verdict, findings: byWeight([...found, ...tag]) };
}

/** The same for a name that no endpoint has. */
export const noSuchEndpoint = (endpoint: string, ownName: string | undefined): EndpointExamination => ({
  endpoint,
  verdict: 'missing',
  findings: [
    {
      check: 'endpoint',
      weight: 'problem',
      ...(ownName === undefined
        ? {
            found: `there is no endpoint ${endpoint} in this account and region`,
            todo: 'Check the name and --region; or let a first release make it (npx greenlight init)',
          }
        : { found: `it is called ${ownName}`, todo: `npx greenlight doctor ${ownName}` }),
    },
  ],
});
