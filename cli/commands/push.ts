import { ifReadable } from '../../adapters/optional-read.ts';
import { defaultsKey } from '../../core/artifact-key.ts';
import { formatBytes } from '../../core/values/bytes.ts';
import { instantAt } from '../../core/values/instant.ts';
import { sentence } from '../../core/values/problem.ts';
import { type Aws, withAws } from '../aws/aws.ts';
import { type TargetOptions, typedFlags } from '../aws/target.ts';
import { followRollout } from '../follow/follow-rollout.ts';
import { printJson, printLines } from '../output/print.ts';
import { modelBucket } from '../push/bucket.ts';
import { checkSpelling } from '../push/endpoint-spelling.ts';
import { checkOverDefaults, manifestFile } from '../push/manifest-file.ts';
import { type Pushed, prefixFor, pushArtifact, type UploadProgress } from '../push/push-artifact.ts';
import { sourceAt } from '../push/source.ts';
import { sourceProblems } from '../push/source-problems.ts';
import { UsageError } from '../usage-error.ts';

export interface PushOptions extends TargetOptions {
  readonly endpoint: string;
  readonly version?: string;
  readonly manifest?: string;
  readonly wait: boolean;
  readonly json: boolean;
}

/** `greenlight push`: uploads a model, which starts its release. Returns the exit code. */
export async function push(artifact: string, options: PushOptions): Promise<number> {
  const { endpoint, json } = options;
  // Report every local mistake before the first call to AWS.
  prefixFor(endpoint, options.version ?? 'v');
  const manifest =
    options.manifest === undefined ? undefined : await manifestFile(options.manifest, endpoint);
  const source = await sourceAt(artifact);
  // The controller would find the same problems, but only after a long upload.
  const problems = await sourceProblems(source, '<artifact>');
  if (problems.length > 0) throw new UsageError(problems.map(sentence).join('\n'));

  return withAws(options, async (aws) => {
    const version = options.version ?? (await timestamp(aws));
    const what = { source, endpoint, version, manifest };
    await checkSpelling(aws, endpoint);
    const bucket = modelBucket(aws);
    if (manifest !== undefined) {
      // Whoever may not read the defaults is told by the release what they make of the manifest.
      const found = await ifReadable(async () => ({ text: await bucket.text(defaultsKey) }));
      if (found !== undefined) checkOverDefaults(manifest, found.text);
    }
    const warn = (text: string) => void process.stderr.write(`greenlight: ${text}\n`);
    const pushed = await pushArtifact(bucket, what, uploadProgress(json), warn);
    if (json) printJson({ type: 'pushed', ...pushed });
    else printLines(pushedLines(pushed, options));
    if (!options.wait) return 0;
    const outcome = await followRollout(aws, { endpoint, release: pushed.release }, json);
    if (outcome === undefined) {
      process.stderr.write(
        `greenlight: ${pushed.release} was uploaded, but its rollout did not begin. See the dead-letter queue (npx greenlight docs operating).\n`,
      );
    }
    return outcome === 'DEPLOYED' ? 0 : 1;
  });
}

/** `20260105-100000`: sorts by time, and can be a version. */
const timestamp = async (aws: Aws): Promise<string> =>
  instantAt(await aws.now())
    .slice(0, 19)
    .replaceAll(/[-:]/g, '')
    .replace('T', '-');

function pushedLines(pushed: Pushed, options: PushOptions): string[] {
  const { release, endpoint, bucket, key, files, bytes, manifest } = pushed;
  const amount = files === 1 ? formatBytes(bytes) : `${files} files, ${formatBytes(bytes)}`;
  return [
    ...(manifest === null ? [] : [`manifest ${manifest}`]),
    `pushed   s3://${bucket}/${key} (${amount})`,
    `release  ${release}`,
    ...(options.wait
      ? []
      : [`follow   npx greenlight watch ${endpoint} --release ${release}${typedFlags(options)}`]),
  ];
}

/** Smaller files are uploaded too quickly to need a progress line. */
const worthShowing = 32 * 1024 * 1024;

/** On a terminal, shows the progress of a large file in one line that is overwritten. */
function uploadProgress(json: boolean): UploadProgress {
  if (json || !process.stderr.isTTY) return () => {};
  return (file, sent, size) => {
    if (size < worthShowing) return;
    const share = Math.floor((100 * sent) / size);
    const end = sent >= size ? '\r\u001b[K' : '';
    process.stderr.write(`\r\u001b[Kuploading ${file}: ${share} % of ${formatBytes(size)}${end}`);
  };
}
