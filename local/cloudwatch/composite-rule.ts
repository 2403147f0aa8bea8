import type { AlarmStateValue } from '../ports.ts';

/** A composite alarm's rule, as its syntax has it. */
export type CompositeRule =
  | { readonly kind: 'state'; readonly state: AlarmStateValue; readonly alarm: string }
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'not'; readonly operand: CompositeRule }
  | { readonly kind: 'and' | 'or'; readonly left: CompositeRule; readonly right: CompositeRule };

/** What is wrong with a rule. */
export class RuleError extends Error {
  /** Whether AWS may well take it, but this doesn't. */
  readonly uncovered: boolean;

  constructor(message: string, uncovered = false) {
    super(message);
    this.name = 'RuleError';
    this.uncovered = uncovered;
  }
}

/** AWS: "The AlarmRule expression can have as many as 500 elements": alarms, TRUE or FALSE, and parentheses. */
const mostElements = 500;

const isState = (word: string): word is AlarmStateValue =>
  ['ALARM', 'OK', 'INSUFFICIENT_DATA'].includes(word);

/**
 * Reads an AlarmRule: ALARM(x), OK(x), INSUFFICIENT_DATA(x), TRUE, FALSE, NOT before AND before OR, parentheses.
 * Alarms are named by name or ARN, with or without double quotes (PutCompositeAlarm's AlarmRule).
 *
 * @throws RuleError what is wrong
 */
export function parseRule(source: string): CompositeRule {
  let rest = source.trimStart();
  let elements = 0;

  const taken = (pattern: RegExp): string | undefined => {
    const found = pattern.exec(rest);
    if (found === null) return undefined;
    rest = rest.slice(found[0].length).trimStart();
    return found[1] ?? found[0];
  };
  const element = (): void => {
    elements += 1;
    if (elements > mostElements) throw new RuleError(`It has more than ${mostElements} elements`);
  };
  const near = (): string => (rest === '' ? 'at the end' : `at '${rest.slice(0, 30)}'`);

  const either = (): CompositeRule => {
    let left = both();
    while (taken(/^OR\b/) !== undefined) left = { kind: 'or', left, right: both() };
    return left;
  };
  const both = (): CompositeRule => {
    let left = negated();
    while (taken(/^AND\b/) !== undefined) left = { kind: 'and', left, right: negated() };
    return left;
  };
  const negated = (): CompositeRule => {
    let negations = 0;
    while (taken(/^NOT\b/) !== undefined) negations += 1;
    let read = single();
    for (; negations > 0; negations -= 1) read = { kind: 'not', operand: read };
    return read;
  };
  const single = (): CompositeRule => {
    element();
    if (taken(/^\(/) !== undefined) {
      const inner = either();
      if (taken(/^\)/) === undefined) throw new RuleError(`')' expected ${near()}`);
      return inner;
    }
    const constant = taken(/^(?:TRUE|FALSE)\b/i);
    if (constant !== undefined) return { kind: 'constant', value: constant.toUpperCase() === 'TRUE' };
    const name = taken(/^([A-Z_]+)\s*\(/);
    if (name === undefined)
      throw new RuleError(`an alarm's state, TRUE, FALSE, NOT or '(' expected ${near()}`);
    if (!isState(name)) throw new RuleError(`the rule function ${name}`, true);
    return { kind: 'state', state: name, alarm: alarm() };
  };
  const alarm = (): string => {
    const quoted = taken(/^"((?:[^"\\]|\\.)+)"\s*\)/)?.replaceAll(/\\(.)/g, '$1');
    const named = quoted ?? taken(/^([^"()]+)\)/)?.trim();
    if (named === undefined || named === '')
      throw new RuleError(`an alarm's name and ')' expected ${near()}`);
    return named;
  };

  const rule = either();
  if (rest !== '') throw new RuleError(`nothing more expected ${near()}`);
  return rule;
}

/** The alarms that `rule` names, each once, in the order of the rule. */
export function alarmsIn(rule: CompositeRule): readonly string[] {
  const found = new Set<string>();
  const visit = (part: CompositeRule): void => {
    switch (part.kind) {
      case 'state':
        found.add(part.alarm);
        return;
      case 'constant':
        return;
      case 'not':
        visit(part.operand);
        return;
      case 'and':
      case 'or':
        visit(part.left);
        visit(part.right);
        return;
    }
  };
  visit(rule);
  return [...found];
}

/** `rule` with every alarm renamed. */
export function renamed(rule: CompositeRule, nameOf: (alarm: string) => string): CompositeRule {
  switch (rule.kind) {
    case 'state':
      return { ...rule, alarm: nameOf(rule.alarm) };
    case 'constant':
      return rule;
    case 'not':
      return { kind: 'not', operand: renamed(rule.operand, nameOf) };
    case 'and':
    case 'or':
      return { kind: rule.kind, left: renamed(rule.left, nameOf), right: renamed(rule.right, nameOf) };
  }
}

/** Whether `rule` holds while its alarms are in the states that `stateOf` tells: then the composite is in ALARM. */
export function holds(rule: CompositeRule, stateOf: (alarm: string) => AlarmStateValue | undefined): boolean {
  switch (rule.kind) {
    case 'state':
      return stateOf(rule.alarm) === rule.state;
    case 'constant':
      return rule.value;
    case 'not':
      return !holds(rule.operand, stateOf);
    case 'and':
      return holds(rule.left, stateOf) && holds(rule.right, stateOf);
    case 'or':
      return holds(rule.left, stateOf) || holds(rule.right, stateOf);
  }
}
