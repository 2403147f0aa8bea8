import { writeFile } from 'node:fs/promises';
import { starterManifest as starterFromLive } from '../../core/adoption/starter.ts';
import { noSuchEndpoint } from '../../core/doctor/endpoint/examine-endpoint.ts';
import { asOptedIn } from '../../core/doctor/endpoint/release.ts';
import { withAws } from '../aws/aws.ts';
import { type TargetOptions, typedFlags } from '../aws/target.ts';
import { endpointReader } from '../doctor/endpoint-reader.ts';
import { printJson, printLines } from '../output/print.ts';
import { UsageError } from '../usage-error.ts';
import { starterManifest } from './init-manifest.ts';

export interface InitOptions extends TargetOptions {
  /** An endpoint that exists. */
  readonly from?: string;
  readonly json: boolean;
}

/**
 * `greenlight init`: writes a manifest to start from, with --from as an endpoint serves; never overwrites a
 * file. Returns the exit code.
 * @throws UsageError if the file cannot be made, or if there is no such endpoint
 */
export async function init(file: string, options: InitOptions): Promise<number> {
  const { from, json } = options;
  const text = from === undefined ? starterManifest : await startedFrom(from, options);
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EEXIST' ? 'which is there already; it was left as it is' : message;
    throw new UsageError(`[file]: expected a file that can be made, got ${file}: ${why}.`);
  }
  if (json) printJson({ type: 'init', file });
  else {
    const flags = typedFlags(options);
    printLines([
      from === undefined
        ? `${file} is written. Put in your image and role, then:`
        : `${file} is written from what ${from} serves. Then:`,
      from === undefined
        ? `  npx greenlight plan ${file}`
        : `  npx greenlight plan ${file} --endpoint ${from} --live${flags}`,
      `  npx greenlight push model.tar.gz --endpoint ${from ?? '<name>'} --manifest ${file}${from === undefined ? '' : flags}`,
    ]);
  }
  return 0;
}

const startedFrom = (endpoint: string, options: TargetOptions): Promise<string> =>
  withAws(options, async (aws) => {
    const facts = await (await endpointReader(aws))(endpoint);
    if (facts.kind === 'endpoint') return starterFromLive(asOptedIn(facts.findings), facts.defaults).text;
    const [finding] = noSuchEndpoint(endpoint, facts.ownName).findings;
    throw new UsageError(`--from: expected an endpoint, got ${endpoint}: ${finding?.found}.`);
  });
