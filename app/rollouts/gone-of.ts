import { goneProblems } from '../../core/plan/checks/kept-config.ts';
import type { Endpoints } from '../../core/ports/endpoints.ts';
import type { KeptConfig } from '../../core/sagemaker.ts';
import type { Problem } from '../../core/values/problem.ts';

/**
 * What is missing of a config to go back to. An unreadable part counts as present: this check must make
 * neither a notice nor a rollback fail, and the plan checks again.
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
