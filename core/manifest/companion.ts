/**
 * S3 metadata by which a manifest says that an artifact comes with it. Then the manifest starts nothing by
 * itself, because the artifact's arrival does. `push` identifies one push: a later copy of the object has the
 * same metadata, but no artifact follows.
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

/** Undefined for a manifest that was uploaded alone. */
export function companionIn(metadata: Readonly<Record<string, string>> | undefined): Companion | undefined {
  const { [artifactName]: artifact, [pushName]: push } = metadata ?? {};
  return artifact === undefined || push === undefined ? undefined : { artifact, push };
}
