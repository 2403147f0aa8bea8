import * as z from 'zod';
import { endpointNamePattern } from '../../core/artifact-key.ts';

/** Inputs that several tools take. */

export const endpointInput = z
  .string()
  .regex(endpointNamePattern, {
    error: 'expected an endpoint’s name: letters, digits and inner hyphens, at most 63',
  })
  .describe('The name of a SageMaker endpoint');

export const rolloutInput = z
  .string()
  .regex(/^[\w.-]{1,100}$/, {
    error: 'expected the id of a release or a rollout, such as iris-2a0a1c8a80c0 or iris-2a0a1c8a80c0-1',
  })
  .describe(
    'A rollout, such as iris-2a0a1c8a80c0-1, or a release, such as iris-2a0a1c8a80c0, for its newest rollout',
  );
