import type { RequestContext } from './access.ts';

type Matcher = (text: string) => boolean;

/** By pattern: policies have few, and each is asked about often. */
const matchers = new Map<string, Matcher>();
const arnMatchers = new Map<string, Matcher>();

function kept(of: Map<string, Matcher>, pattern: string, make: (pattern: string) => Matcher): Matcher {
  const known = of.get(pattern);
  if (known !== undefined) return known;
  const made = make(pattern);
  of.set(pattern, made);
  return made;
}

/**
 * Whether `text` is what `pattern` says: `*` stands for any characters, `?` for one (IAM user guide, "IAM JSON policy
 * elements: Resource").
 */
export const matchesWildcard = (pattern: string, text: string): boolean =>
  kept(matchers, pattern, matcherOf)(text);

function matcherOf(pattern: string): Matcher {
  if (pattern === '*') return () => true;
  if (!/[*?]/.test(pattern)) return (text) => pattern === text;
  const expression = new RegExp(`^${sourceOf(pattern)}$`, 's');
  return (text) => expression.test(text);
}

/**
 * Whether an ARN is what a pattern says, part by part: a wildcard does not reach over the first five colons. Parts that
 * the pattern lacks stand for anything, as AWS completes them ("Incomplete ARN segments").
 */
export const matchesArn = (pattern: string, arn: string): boolean =>
  pattern === '*' || pattern === arn || kept(arnMatchers, pattern, arnMatcherOf)(arn);

function arnMatcherOf(pattern: string): Matcher {
  const parts = partsOf(pattern).map(matcherOf);
  return (arn) => {
    const given = partsOf(arn);
    return parts.every((matches, index) => {
      const value = given[index];
      return value !== undefined && matches(value);
    });
  };
}

/** At most six: the last one is the resource, with any colons of its own. */
function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

const sourceOf = (pattern: string): string =>
  pattern.replace(/[\\^$.|+()[\]{}*?]/g, (char) => (char === '*' ? '.*' : char === '?' ? '.' : `\\${char}`));

const variable = /\$\{([^}]*)\}/g;

/**
 * `text` with its policy variables replaced (`${aws:PrincipalAccount}`, with `${key, 'default'}` where there is no
 * such value); undefined if one has no value, because then the statement does not match (IAM user guide, "IAM policy
 * elements: Variables and tags"). Neither does it if a value holds a wildcard, which would be one no longer.
 */
export function withVariables(text: string, context: RequestContext): string | undefined {
  if (!text.includes('${')) return text;
  let isWhole = true;
  const filled = text.replace(variable, (_, name: string) => {
    const [, key = '', preset] = /^([^,]*?)\s*(?:,\s*'(.*)')?$/.exec(name) ?? [];
    const value = context[key.toLowerCase()]?.[0] ?? preset;
    if (value === undefined || /[*?]/.test(value)) isWhole = false;
    return value ?? '';
  });
  return isWhole ? filled : undefined;
}
