import { isFields } from '../../manifest/defaults.ts';
import { isWithoutOwn } from '../../manifest/own.ts';
import { givenStrategy } from '../../plan/given-strategy.ts';
import { type Finding, findingOf } from '../finding.ts';
import type { EndpointFacts } from './endpoint-facts.ts';

/**
 * A stored deployment config that cannot be used. The manifest that `adopt` writes has the default in its
 * place, so a plan under that manifest would not tell it.
 */
export function checkStoredStrategy({ findings, defaults }: EndpointFacts): Finding<'strategy'>[] {
  const hasDefault = defaults.kind === 'content' && isFields(defaults.value) && 'rollout' in defaults.value;
  if (!isWithoutOwn(findings.manifest) || hasDefault) return [];
  return givenStrategy(undefined, findings).problems.map((problem) =>
    findingOf('strategy', 'warning', {
      ...problem,
      fix: 'The manifest that adopt writes has the default in its place: see that it is what you want',
    }),
  );
}
