import type { ParameterValue } from './parameters.ts';
import { TemplateError } from './template-error.ts';

/**
 * Whether a condition of a template holds, by its name: Fn::Equals of texts and parameters, Fn::Not, Fn::And, Fn::Or,
 * and other conditions (CloudFormation guide, "Condition functions").
 *
 * @throws TemplateError for one that there is not, or that is malformed, not covered or made of itself
 */
export function conditionValues(
  conditions: Readonly<Record<string, unknown>>,
  values: ReadonlyMap<string, ParameterValue | undefined>,
): (name: string) => boolean {
  const named = (name: string, within: readonly string[]): boolean => {
    if (!Object.hasOwn(conditions, name)) throw new TemplateError(`Fn::If: no condition ${name}`);
    if (within.includes(name)) throw new TemplateError(`condition ${name} is made of itself`);
    return holds(conditions[name], name, [...within, name]);
  };

  const holds = (expression: unknown, at: string, within: readonly string[]): boolean => {
    const [name, argument] = onlyEntry(expression, at);
    if (name === 'Condition') return named(String(argument), within);
    const parts = Array.isArray(argument) ? argument : [];
    const all = () => parts.map((part, n) => holds(part, `${at}.${name}[${n}]`, within));
    switch (name) {
      case 'Fn::Equals':
        if (parts.length !== 2) throw malformed(at, `${name} of two values`, argument);
        return textOf(parts[0], at) === textOf(parts[1], at);
      case 'Fn::Not':
        if (parts.length !== 1) throw malformed(at, `${name} of one condition`, argument);
        return !all()[0];
      case 'Fn::And':
        return all().every((one) => one);
      case 'Fn::Or':
        return all().some((one) => one);
      default:
        throw malformed(at, 'Condition, Fn::Equals, Fn::Not, Fn::And or Fn::Or', name);
    }
  };

  const textOf = (value: unknown, at: string): string => {
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    const [name, argument] = onlyEntry(value, at);
    const found = name === 'Ref' ? values.get(String(argument)) : undefined;
    if (typeof found !== 'string') throw malformed(at, 'a text, or a Ref to a parameter that is one', value);
    return found;
  };

  return (name) => named(name, []);
}

function onlyEntry(value: unknown, at: string): [string, unknown] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) throw malformed(at, 'a function of one key', value);
  return entry;
}

const malformed = (at: string, expected: string, got: unknown): TemplateError =>
  new TemplateError(`Conditions.${at}: expected ${expected}, got ${JSON.stringify(got)}`);
