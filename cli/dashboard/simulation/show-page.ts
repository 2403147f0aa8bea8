import type { AnyStory } from '../../../scenarios/load.ts';
import { localTemplate } from '../../home.ts';
import { printJson, printLines } from '../../output/print.ts';
import { stopSignal } from '../../stop-signal.ts';
import { UsageError } from '../../usage-error.ts';
import { pageFiles } from '../page-files.ts';
import { PageError } from '../page-source.ts';
import { servePage } from '../serve-page.ts';
import { timers } from '../timers.ts';
import { simulationSource } from './simulation-source.ts';

/**
 * Serves the page of a story until it is stopped. Returns the exit code.
 * @param name as it was typed
 * @throws UsageError if the story cannot be played, or the port is taken
 */
export async function showPage(
  name: string,
  told: AnyStory,
  { port, json }: { readonly port: number; readonly json: boolean },
): Promise<number> {
  const stopped = stopSignal();
  const onError = (error: unknown) =>
    process.stderr.write(`greenlight: ${error instanceof Error ? error.stack : String(error)}\n`);
  const source = await simulationSource(name, told, localTemplate, timers).catch((error: unknown) => {
    throw error instanceof PageError ? new UsageError(`<scenario>: ${error.message}`) : error;
  });
  const page = await servePage(source, await pageFiles(), port, onError);
  if (json) printJson({ type: 'page', url: page.url, story: name, name: told.story.name });
  else printLines([`page ${page.url}`, told.story.name, 'Ctrl+C ends it.']);
  await stopped;
  await page.close();
  return 0;
}
