import { type Problem, shown } from './values/problem.ts';

/**
 * A name without its upper and lower case. SageMaker makes no two endpoints whose names are alike so ("The name is
 * case-insensitive in CreateEndpoint", API reference), and table keys hold endpoint names in this form. It is no name
 * to call anything by: InvokeEndpoint and CloudWatch's dimensions match letter by letter.
 */
export const folded = (name: string): string => name.toLowerCase();

/** Whether two names differ, but by upper and lower case only: one of them is a misspelling of the other. */
export const differOnlyByCase = (a: string, b: string): boolean => a !== b && folded(a) === folded(b);

/** What people are told who ask for something under another name than the endpoint's own. */
export const notCalled = (asked: string, own: string, whose = 'the endpoint'): string =>
  `${whose} is called "${own}", not "${asked}": upper and lower case count; nothing was changed`;

/** Why a release to `asked` is refused whose endpoint is called `own`; `whose` says who calls it so. */
export const misspelt = (asked: string, own: string, whose = 'as the endpoint is called'): Problem => ({
  field: 'endpoint',
  expected: `"${own}", ${whose}: upper and lower case count`,
  got: shown(asked),
  fix: `Upload it again under models/${own}/.`,
});

/** What is told of a manifest under `models/<another spelling>/`, whose endpoint is called `own`. */
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
