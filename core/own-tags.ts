/** A tag in AWS's spelling. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** The owner that a resource's tags name. */
export interface Owner {
  readonly stage: string;
  readonly endpoint: string;
  readonly rollout: string;
}

/** Marks what Greenlight made, and endpoints whose owners allow releases. */
export const managedTag: Tag = { Key: 'greenlight:managed', Value: 'true' };

/** The same, as a flag of the AWS CLI. */
export const managedTagFlag = `--tags Key=${managedTag.Key},Value=${managedTag.Value}`;

/** The tags of every model, endpoint config and alarm that we make, so that we delete only our own. */
export const ownTags = ({ stage, endpoint, rollout }: Owner): readonly Tag[] => [
  managedTag,
  { Key: 'greenlight:stage', Value: stage },
  { Key: 'greenlight:endpoint', Value: endpoint },
  { Key: 'greenlight:rollout', Value: rollout },
];

/** Names that AWS, or we, give a meaning to: nobody else may set them. */
export const isReservedTag = (key: string): boolean => /^(?:aws|greenlight):/i.test(key);

/** AWS allows 50 for a resource (API model: TagList); four are ours. */
const mostOfResource = 50;
export const mostTags = mostOfResource - 4;

/** The tags of other people, as far as they can be given to something else. */
export const othersTags = (tags: readonly Tag[]): readonly Tag[] =>
  tags.filter(({ Key }) => !isReservedTag(Key));

/** The owner that our tags name. */
export const ownerOf = (tags: readonly Tag[]): Owner => {
  const found = (key: string) => tags.find(({ Key }) => Key === key)?.Value ?? '';
  return {
    stage: found('greenlight:stage'),
    endpoint: found('greenlight:endpoint'),
    rollout: found('greenlight:rollout'),
  };
};

/** Tags as AWS returns them. */
type FoundTags = readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[];

/** Whether it carries the tag. */
export const isManaged = (tags: FoundTags): boolean =>
  tags.some(({ Key, Value }) => Key === managedTag.Key && Value === managedTag.Value);

/**
 * Whether these are our tags, for this stage and the given parts of `owner`. Endpoint names are compared
 * without case, because SageMaker's uniqueness ignores case.
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
