import * as z from 'zod';

/**
 * What people may ask for by a button or a link. The first three answer a gate; the last two stop or take back a
 * rollout, or answer the gate that is open where they name one.
 */
export const decisionActionSchema = z.enum(['approve', 'continue', 'reject', 'abort', 'roll-back']);
export type DecisionAction = z.infer<typeof decisionActionSchema>;

/** What the action means to the gate that it names: to go on, or not. */
export const verdictOf = (action: DecisionAction): 'approve' | 'reject' =>
  action === 'approve' || action === 'continue' ? 'approve' : 'reject';
