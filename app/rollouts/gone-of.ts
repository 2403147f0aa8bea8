import { goneProblems } from '../../core/plan/checks/rollback-target.ts';
import type { Endpoints } from '../../core/ports/endpoints.ts';
import type { KeptConfig } from '../../core/sagemaker.ts';
import type { Problem } from '../../core/values/problem.ts';

/**
 * What is not there any more of a config to go back to. What could not be looked at is taken to be there: neither what is
 * told nor a rollback is to fail by this look, and the plan looks again.
 */
export async function goneOf(
  endpoints: Pick<Endpoints, 'kept'>,
  to: { readonly config: string; readonly foreign: boolean },
): Promise<Problem[]> {
  let kept: KeptConfig | undefined;
  try {
    kept = await endpoints.kept(to.config);
  } catch {
    return [];
  }
  return goneProblems(to, kept);
}
