import { type Problem, shown } from './values/problem.ts';

/**
 * A name in lower case. SageMaker does not allow two endpoints whose names differ only by case ("The name is
 * case-insensitive in CreateEndpoint", API reference), so table keys hold endpoint names in this form. Do not
 * use it in calls: InvokeEndpoint and CloudWatch's dimensions are case-sensitive.
 */
export const folded = (name: string): string => name.toLowerCase();

/** Whether two names differ only by case: one of them is a misspelling of the other. */
export const differOnlyByCase = (a: string, b: string): boolean => a !== b && folded(a) === folded(b);

/** The answer to a request that spells the endpoint's name differently. */
export const notCalled = (asked: string, own: string, whose = 'the endpoint'): string =>
  `${whose} is called "${own}", not "${asked}": upper and lower case count; nothing was changed`;

/**
 * Why a release to `asked` is refused if the endpoint is called `own`; `whose` says where that name comes
 * from.
 */
export const misspelt = (asked: string, own: string, whose = 'as the endpoint is called'): Problem => ({
  field: 'endpoint',
  expected: `"${own}", ${whose}: upper and lower case count`,
  got: shown(asked),
  fix: `Upload it again under models/${own}/.`,
});

/** The problem of a manifest under `models/<another spelling>/` if the endpoint is called `own`. */
export function inOtherFolder(key: string, own: string): Problem {
  const [root = '', , ...path] = key.split('/');
  const right = [root, own, ...path].join('/');
  return {
    field: 'manifest',
    expected: `${right}: upper and lower case count`,
    got: shown(key),
    fix: `Move it to ${right}, or delete it if it is not meant for this endpoint.`,
  };
}
