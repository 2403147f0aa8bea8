import type { Definition } from './definition.ts';
import { lintExpressions } from './lint-expressions.ts';
import { lintGraph } from './lint-graph.ts';
import { parseDefinition } from './parse-definition.ts';
import { invalidDefinition } from './problem.ts';

/**
 * Reads a state machine definition and checks all that can be known before it runs.
 *
 * @throws AwsError InvalidDefinition with every problem found, each with its place
 */
export function readDefinition(text: string): Definition {
  const parsed = parseDefinition(text);
  if ('problems' in parsed) throw invalidDefinition(parsed.problems);
  const problems = lintGraph(parsed.definition);
  // Which variables are assigned is only known once the graph is sound.
  if (problems.length === 0) problems.push(...lintExpressions(parsed.definition));
  if (problems.length > 0) throw invalidDefinition(problems);
  return parsed.definition;
}
