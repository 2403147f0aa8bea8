import { adoptEndpoint } from '../adopt/adopt-endpoint.ts';
import { disownEndpoint } from '../adopt/disown-endpoint.ts';
import { type Aws, withAws } from '../aws/aws.ts';
import { type TargetOptions, typedFlags } from '../aws/target.ts';
import { endpointReader } from '../doctor/endpoint-reader.ts';
import { adoptLines } from '../output/adopt-lines.ts';
import { outputColumns, printJson, printLines } from '../output/print.ts';

export interface AdoptOptions extends TargetOptions {
  readonly by?: string;
  readonly dryRun: boolean;
  readonly undo: boolean;
  readonly json: boolean;
}

/**
 * `greenlight adopt`: hands existing endpoints over to Greenlight, or with --undo takes them back. Returns the
 * exit code: 1 if that was not done for one of them.
 */
export function adopt(endpoints: readonly string[], options: AdoptOptions): Promise<number> {
  const names = [...new Set(endpoints)];
  return withAws(options, (aws) =>
    options.undo ? disownAll(aws, names, options) : adoptAll(aws, names, options),
  );
}

async function adoptAll(aws: Aws, names: readonly string[], options: AdoptOptions): Promise<number> {
  const read = await endpointReader(aws);
  let left = 0;
  const adopted: string[] = [];
  for (const name of names) {
    const done = await adoptEndpoint(aws, name, await read(name), options);
    if (done.done === 'nothing') left += 1;
    else adopted.push(name);
    if (options.json) {
      const findings = done.findings.map((finding) => ({ ...finding, todo: finding.todo ?? null }));
      printJson({ type: 'adopt', ...done, findings, manifest: done.manifest ?? null });
    } else printLines([...adoptLines(done, outputColumns(), options.dryRun), '']);
  }
  const [first] = adopted;
  if (!options.json && !options.dryRun && first !== undefined)
    printLines([
      `next: npx greenlight push model.tar.gz --endpoint ${first}${typedFlags(options)}`,
      `back: npx greenlight adopt --undo ${adopted.join(' ')}${typedFlags(options)}`,
    ]);
  return left === 0 ? 0 : 1;
}

async function disownAll(aws: Aws, names: readonly string[], options: AdoptOptions): Promise<number> {
  let left = 0;
  for (const name of names) {
    const done = await disownEndpoint(aws, name, options);
    if (done.done === 'nothing') left += 1;
    if (options.json) printJson({ type: 'adopt', ...done, findings: [], manifest: null });
    else printLines([...adoptLines(done, outputColumns(), false), '']);
  }
  return left === 0 ? 0 : 1;
}
