/**
 * The alarms that a composite alarm's rule names, without duplicates: `ALARM(x)`, `OK("x y")`, by name or
 * ARN, with or without double quotes (PutCompositeAlarm's AlarmRule).
 */
export function alarmsInRule(rule: string): readonly string[] {
  const named = /\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"((?:[^"\\]|\\.)+)"|([^"()]+?))\s*\)/g;
  const found = [...rule.matchAll(named)].map(
    ([, quoted, bare]) => quoted?.replaceAll(/\\(.)/g, '$1') ?? bare ?? '',
  );
  return [...new Set(found.map(nameIn))].filter((name) => name !== '');
}

/** `arn:aws:cloudwatch:<region>:<account>:alarm:<name>`; a name may contain colons. */
const nameIn = (text: string): string =>
  /^arn:[^:]*:cloudwatch:/.test(text) ? text.split(':').slice(6).join(':') : text;
