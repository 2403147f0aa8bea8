/**
 * S3 metadata by which a manifest says that an artifact comes with it: then its arrival starts nothing by itself, since
 * the artifact's does. `push` is of one push alone: a later copy of the object brings the same metadata with it, and
 * the artifact is not coming again.
 */
export interface Companion {
  readonly artifact: string;
  readonly push: string;
}

const artifactName = 'greenlight-artifact';
const pushName = 'greenlight-push';

export const metadataOf = ({ artifact, push }: Companion): Readonly<Record<string, string>> => ({
  [artifactName]: artifact,
  [pushName]: push,
});

/** Undefined for a manifest that was uploaded by itself. */
export function companionIn(metadata: Readonly<Record<string, string>> | undefined): Companion | undefined {
  const { [artifactName]: artifact, [pushName]: push } = metadata ?? {};
  return artifact === undefined || push === undefined ? undefined : { artifact, push };
}
