import { Document, isCollection, isPair, YAMLMap } from 'yaml';
import type { History } from './draw-history.ts';

/**
 * A history as the YAML of a story, to be kept under `scenarios/releases`: `npx greenlight simulate <file>` plays it.
 *
 * @param found what did not hold
 */
export function storyText(history: History, found: readonly string[]): string {
  const { name, shows, others, assumptions, slack, quotas, throttling, retries, ...rest } = history;
  const story = {
    ...{ name, shows, drawn: true },
    ...(others.length > 0 && { others }),
    ...(Object.keys(assumptions).length > 0 && { assumptions }),
    ...(slack !== 'none' && { slack }),
    ...(Object.keys(quotas).length > 0 && { quotas }),
    ...(throttling !== 'none' && { throttling }),
    ...(retries !== 'once' && { retries }),
    ...rest,
  };
  const document = new Document(story, { aliasDuplicateObjects: false });
  // One line for each member, and one for each step.
  const members = document.contents instanceof YAMLMap ? document.contents.items : [];
  for (const member of members) {
    if (!isPair(member) || !isCollection(member.value)) continue;
    const isSteps = String(member.key) === 'steps';
    for (const part of isSteps ? member.value.items : [member.value])
      if (isCollection(part)) part.flow = true;
  }
  const notes = found.map((line) => `# ${line.replaceAll(/\s+/g, ' ').slice(0, 300)}\n`).join('');
  return `${notes}${document.toString({ lineWidth: 0 })}`;
}
