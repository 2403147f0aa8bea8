import type { Definition } from './definition.ts';
import { lintExpressions } from './lint-expressions.ts';
import { lintGraph } from './lint-graph.ts';
import { parseDefinition } from './parse-definition.ts';
import { invalidDefinition } from './problem.ts';

/**
 * Reads a state machine definition and checks all that can be known before it runs. Each check relies on the one
 * before: only a sound graph tells which variables are assigned where.
 *
 * @throws AwsError InvalidDefinition with every problem the first failing check found, each with its place
 */
export function readDefinition(text: string): Definition {
  const known = sound.get(text);
  if (known !== undefined) return known;
  const definition = checked(text);
  if (sound.size >= mostKept) sound.clear();
  sound.set(text, definition);
  return definition;
}

/** Sound definitions by their text, for the many worlds of one process: nothing changes them. */
const sound = new Map<string, Definition>();
const mostKept = 100;

function checked(text: string): Definition {
  const definition = parseDefinition(text);
  if (!('states' in definition)) throw invalidDefinition(definition);
  for (const lint of [lintGraph, lintExpressions]) {
    const problems = lint(definition);
    if (problems.length > 0) throw invalidDefinition(problems);
  }
  return definition;
}
