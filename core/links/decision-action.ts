import * as z from 'zod';

/**
 * What people may ask for by a button or a link. The first three answer a gate. The last two stop a rollout
 * or take it back; if they name an open gate, they answer it.
 */
export const decisionActionSchema = z.enum(['approve', 'continue', 'reject', 'abort', 'roll-back']);
export type DecisionAction = z.infer<typeof decisionActionSchema>;

/** The action as an answer to the gate that it names: to go on, or not. */
export const verdictOf = (action: DecisionAction): 'approve' | 'reject' =>
  action === 'approve' || action === 'continue' ? 'approve' : 'reject';
