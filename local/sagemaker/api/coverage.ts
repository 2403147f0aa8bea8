import { notCovered } from '../../transport/aws-error.ts';
import { coverageTable } from './coverage-table.ts';
import { type InputModel, inputShapeName, shapeOf } from './shapes.ts';

/**
 * Refuses what AWS's model has and the local SageMaker gives no meaning: never ignored, and by name.
 * @throws AwsError UnknownOperationException for the first such member of a valid input
 */
export function assertCovered(model: InputModel, operation: string, input: unknown): void {
  lookInto(model, operation, inputShapeName(model, operation), input);
}

function lookInto(model: InputModel, operation: string, name: string, value: unknown): void {
  const shape = shapeOf(model, name);
  if (value === undefined || value === null) return;
  if (shape.type === 'list') {
    for (const item of value as readonly unknown[]) lookInto(model, operation, shape.member ?? '', item);
  }
  if (shape.type !== 'structure') return;
  const { simulated = [], kept = {}, refused = {} } = coverageTable[name] ?? {};
  for (const [member, item] of Object.entries(value)) {
    const of = Object.hasOwn(shape.members ?? {}, member) ? shape.members?.[member] : undefined;
    // Members that AWS's model has not, AWS ignores.
    if (of === undefined || item === undefined || item === null || Object.hasOwn(kept, member)) continue;
    if (!simulated.includes(member)) {
      const why = Object.hasOwn(refused, member) ? ` (${refused[member]})` : '';
      throw notCovered(`SageMaker ${operation} with ${member}${why}`);
    }
    lookInto(model, operation, of, item);
  }
}
