import * as z from 'zod';
import { answerPlan, type PlanAnswer, type PlanOptions } from '../plan/answer-plan.ts';
import { endpointInput } from './inputs.ts';
import { ownFile, ownManifest } from './own-file.ts';
import type { ToolContext } from './tool.ts';

/** What `plan` and `risk` take. Paths are relative to the server's folder. */
export const planInput = {
  manifest: z.string().max(1000).describe('The path of a greenlight.yaml or .json'),
  endpoint: endpointInput.optional().describe('The endpoint; by default the name of the manifest’s folder'),
  artifact: z
    .string()
    .max(1000)
    .optional()
    .describe('The path of a model.tar.gz or a folder, to check it too'),
  defaults: z.string().max(1000).optional().describe('The path of a greenlight.defaults.yaml'),
  live: z.boolean().default(false).describe('Plan for the endpoint as it is now, with every check'),
};

interface Asked {
  readonly manifest: string;
  readonly endpoint?: string | undefined;
  readonly artifact?: string | undefined;
  readonly defaults?: string | undefined;
  readonly live: boolean;
}

/** The answer of `greenlight plan`, and what it has warned of. */
export async function planned(
  { target, folder }: ToolContext,
  { manifest, endpoint, artifact, defaults, live }: Asked,
  risk: Pick<PlanOptions, 'risk' | 'rps' | 'errors' | 'slo' | 'budget'>,
): Promise<PlanAnswer & { readonly lacks: readonly string[] }> {
  const lacks: string[] = [];
  const options: PlanOptions = {
    ...target,
    ...risk,
    live,
    ...(endpoint !== undefined && { endpoint }),
    ...(artifact !== undefined && { artifact: await ownFile(folder, 'artifact', artifact) }),
    ...(defaults !== undefined && { defaults: await ownManifest(folder, 'defaults', defaults) }),
  };
  const file = await ownManifest(folder, 'manifest', manifest);
  const answer = await answerPlan(file, options, (text) => void lacks.push(text));
  return { ...answer, lacks };
}
