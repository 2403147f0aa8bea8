/** A tag in AWS's spelling. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** For whom we made something: what its tags say. */
export interface Owner {
  readonly stage: string;
  readonly endpoint: string;
  readonly rollout: string;
}

/** What is Greenlight's, or whose owners allow it releases. */
export const managedTag: Tag = { Key: 'greenlight:managed', Value: 'true' };

/** The same, as a command of AWS's CLI has it. */
export const managedTagFlag = `--tags Key=${managedTag.Key},Value=${managedTag.Value}`;

/** What every model, endpoint config and alarm that we make carries, so that we only ever delete our own. */
export const ownTags = ({ stage, endpoint, rollout }: Owner): readonly Tag[] => [
  managedTag,
  { Key: 'greenlight:stage', Value: stage },
  { Key: 'greenlight:endpoint', Value: endpoint },
  { Key: 'greenlight:rollout', Value: rollout },
];

/** For whom something with these tags of ours was made. */
export const ownerOf = (tags: readonly Tag[]): Owner => {
  const found = (key: string) => tags.find(({ Key }) => Key === key)?.Value ?? '';
  return {
    stage: found('greenlight:stage'),
    endpoint: found('greenlight:endpoint'),
    rollout: found('greenlight:rollout'),
  };
};

/** Tags as AWS answers with them. */
type FoundTags = readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[];

/** Whether it carries the tag. */
export const isManaged = (tags: FoundTags): boolean =>
  tags.some(({ Key, Value }) => Key === managedTag.Key && Value === managedTag.Value);

/**
 * Whether these are tags of ours, for this stage and whatever else of `owner` is given. Endpoint names are compared
 * without case, as SageMaker keeps them unique.
 */
export function isOwn(tags: FoundTags, owner: Pick<Owner, 'stage'> & Partial<Owner>): boolean {
  const found = (key: string) => tags.find((tag) => tag.Key === key)?.Value;
  const matches = (key: string, wanted: string | undefined) =>
    wanted === undefined || found(key)?.toLowerCase() === wanted.toLowerCase();
  return (
    isManaged(tags) &&
    matches('greenlight:stage', owner.stage) &&
    matches('greenlight:endpoint', owner.endpoint) &&
    matches('greenlight:rollout', owner.rollout)
  );
}
