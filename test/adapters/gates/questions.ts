import type { ActionAbout } from '../../../core/gates/action-ports.ts';
import { aRollout } from '../../support/builders.ts';

/** A gate of iris's rollout that asks for an action. */
export const anAbout = (over: Partial<ActionAbout> = {}): ActionAbout => ({
  rollout: aRollout(),
  stage: 'before',
  gate: 'gate#iris-1#before#0',
  ...over,
});
