import { type TargetOptions, targetOf } from '../aws/target.ts';
import { awsSource } from '../dashboard/aws-source.ts';
import { pageFiles } from '../dashboard/page-files.ts';
import { servePage } from '../dashboard/serve-page.ts';
import { printJson, printLines } from '../output/print.ts';
import { stopSignal } from '../stop-signal.ts';

export interface DashboardOptions extends TargetOptions {
  readonly port: number;
  readonly json: boolean;
}

/** `greenlight dashboard`: serves the page with the caller's own rights, until it is stopped. Returns the exit code. */
export async function dashboard(options: DashboardOptions): Promise<number> {
  const stopped = stopSignal();
  const source = await awsSource(targetOf(options, process.env));
  const { as, stage, region, callsPerMinute } = await source.session();
  const files = await pageFiles();
  const onError = (error: unknown) => process.stderr.write(`greenlight: ${textOf(error)}\n`);
  const page = await servePage(source, files, options.port, onError);
  if (options.json) printJson({ type: 'page', url: page.url, as, stage, region, callsPerMinute });
  else
    printLines([
      `page ${page.url}`,
      `You act as ${as} in stage ${stage}, region ${region}. The address has a token that opens it: keep it to yourself.`,
      `While a page is open, AWS is asked at most ${callsPerMinute} times a minute. Ctrl+C ends it.`,
    ]);
  await stopped;
  await page.close();
  return 0;
}

const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
