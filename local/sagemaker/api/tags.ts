import type {
  AddTagsInput,
  AddTagsOutput,
  DeleteTagsInput,
  DeleteTagsOutput,
  ListTagsInput,
  ListTagsOutput,
  Tag,
} from '@aws-sdk/client-sagemaker';
import { notCovered } from '../../transport/aws-error.ts';
import { couldNotFind, invalidToken, type Kind } from './errors.ts';
import { arnTypes, type Resources } from './resources.ts';
import { merged, without } from './tag-set.ts';

interface Tagged {
  readonly name: string;
  readonly arn: string;
  tags: readonly Tag[];
}

/** The operations on the tags of models, endpoint configs and endpoints, each by its ARN. */
export function tagOperations(resources: Readonly<Record<Kind, Pick<Resources<Tagged>, 'find'>>>) {
  /** @throws AwsError "Could not find …", also for an ARN of another account or region */
  const resourceAt = (arn = ''): Tagged => {
    const [type, name = ''] = (arn.split(':')[5] ?? '').split('/');
    const kind = (Object.keys(arnTypes) as Kind[]).find((candidate) => arnTypes[candidate] === type);
    if (kind === undefined)
      throw notCovered(`tags of ${arn}: only of models, endpoint configs and endpoints`);
    const found = resources[kind].find(name);
    if (found?.arn !== arn.toLowerCase()) throw couldNotFind(kind, arn);
    return found;
  };

  return {
    AddTags({ ResourceArn, Tags = [] }: AddTagsInput): AddTagsOutput {
      const resource = resourceAt(ResourceArn);
      resource.tags = merged(resource.tags, Tags);
      return { Tags: [...resource.tags] };
    },

    /** One page holds them all: MaxResults is at least 50, and a resource has at most 50. */
    ListTags({ ResourceArn, NextToken }: ListTagsInput): ListTagsOutput {
      const { tags } = resourceAt(ResourceArn);
      if (NextToken !== undefined) throw invalidToken();
      return { Tags: [...tags] };
    },

    DeleteTags({ ResourceArn, TagKeys = [] }: DeleteTagsInput): DeleteTagsOutput {
      const resource = resourceAt(ResourceArn);
      resource.tags = without(resource.tags, TagKeys);
      return {};
    },
  };
}
