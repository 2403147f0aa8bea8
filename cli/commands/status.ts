import { instantAt } from '../../core/values/instant.ts';
import { withAws } from '../aws/aws.ts';
import { recordsOf } from '../aws/records.ts';
import { type TargetOptions, typedFlags } from '../aws/target.ts';
import { printJson, printLines } from '../output/print.ts';
import { statusLines } from '../output/status-lines.ts';
import { everyEndpoint, readStatus } from '../reads/read-status.ts';
import { isUnknown } from '../views/endpoint-status.ts';

export interface StatusOptions extends TargetOptions {
  readonly json: boolean;
}

/**
 * `greenlight status`: one endpoint, or all that ever had a release or have opted in. Returns the exit code.
 */
export async function status(endpoint: string | undefined, options: StatusOptions): Promise<number> {
  return withAws(options, async (aws) => {
    const records = recordsOf(aws);
    const { names, lacks } = endpoint === undefined ? await everyEndpoint(records) : { names: [endpoint] };
    if (lacks !== undefined) process.stderr.write(`greenlight: ${lacks}\n`);
    let missing = 0;
    for (const name of names) {
      const seen = await readStatus(aws, records, name);
      if (endpoint !== undefined && isUnknown(seen)) missing += 1;
      if (options.json) printJson({ type: 'status', ...seen });
      else printLines([...statusLines(seen, instantAt(await aws.now()), typedFlags(options)), '']);
    }
    if (names.length === 0 && !options.json) {
      printLines([
        `No endpoint has been released to or has opted in (stage ${aws.stage}, region ${aws.region}).`,
        'An endpoint opts in by a tag, or by a first release that makes it: npx greenlight docs operating',
      ]);
    }
    return missing === 0 ? 0 : 1;
  });
}
