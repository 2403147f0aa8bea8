import type { RequestContext } from './access.ts';

const compiled = new Map<string, RegExp>();

/**
 * Whether `text` is what `pattern` says: `*` stands for any characters, `?` for one (IAM user guide, "IAM JSON policy
 * elements: Resource").
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  if (pattern === '*') return true;
  if (!/[*?]/.test(pattern)) return pattern === text;
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = new RegExp(`^${sourceOf(pattern)}$`, 's');
    compiled.set(pattern, expression);
  }
  return expression.test(text);
}

/**
 * Whether an ARN is what a pattern says, part by part: a wildcard does not reach over the first five colons. Parts that
 * the pattern lacks stand for anything, as AWS completes them ("Incomplete ARN segments").
 */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === '*' || pattern === arn) return true;
  const given = partsOf(arn);
  return partsOf(pattern).every((part, index) => {
    const value = given[index];
    return value !== undefined && matchesWildcard(part, value);
  });
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
