import type {
  ListTagsForResourceCommandInput,
  Tag,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-cloudwatch';
import type { LocalContext } from '../context.ts';
import { AwsError } from '../transport/aws-error.ts';
import type { Alarm, AlarmRegister } from './alarm-register.ts';
import { alarmArn } from './alarm-settings.ts';
import { length, required, validate } from './input.ts';

/** AWS: "You can associate as many as 50 tags with a CloudWatch resource." */
const mostTags = 50;

/** @throws AwsError if a tag is malformed, reserved to AWS or named twice, or there are more than 50 */
export function readTags(given: readonly Tag[] | undefined): ReadonlyMap<string, string> {
  const tags = given ?? [];
  validate(
    tags.flatMap(({ Key, Value }, index) => [
      required(`tags.${index + 1}.member.key`, Key) ?? length(`tags.${index + 1}.member.key`, Key, 1, 128),
      required(`tags.${index + 1}.member.value`, Value) ??
        length(`tags.${index + 1}.member.value`, Value, 0, 256),
    ]),
  );
  const read = new Map(tags.map(({ Key, Value }) => [Key as string, Value as string]));
  if (read.size < tags.length) throw invalid('Duplicate tag keys found.');
  if ([...read.keys()].some((key) => /^aws:/i.test(key))) {
    throw invalid('Tag keys starting with aws: are reserved.');
  }
  if (read.size > mostTags) throw tooMany();
  return read;
}

/** TagResource, UntagResource and ListTagsForResource: of the kinds that can have tags, only alarms are covered. */
export function tagOperations(context: LocalContext, register: AlarmRegister) {
  const prefix = alarmArn(context, '');
  const isAlarmArn = (arn: string | undefined): arn is string => arn?.startsWith(prefix) ?? false;
  const found = (arn: string): Alarm | undefined => register.find(arn.slice(prefix.length));
  const alarmOf = (arn: string | undefined): Alarm => {
    validate([required('resourceARN', arn) ?? length('resourceARN', arn, 1, 1024)]);
    const alarm = isAlarmArn(arn) ? found(arn) : undefined;
    if (alarm !== undefined) return alarm;
    throw new AwsError('ResourceNotFoundException', `Resource ${arn} does not exist`, {
      status: 404,
      members: { ResourceType: 'alarm', ResourceId: arn },
    });
  };
  return {
    TagResource: (input: TagResourceCommandInput): void => {
      validate([required('tags', input.Tags)]);
      const alarm = alarmOf(input.ResourceARN);
      const tags = new Map([...alarm.tags, ...readTags(input.Tags)]);
      if (tags.size > mostTags) throw tooMany();
      alarm.tags = tags;
    },
    UntagResource: (input: UntagResourceCommandInput): void => {
      validate([required('tagKeys', input.TagKeys)]);
      const alarm = alarmOf(input.ResourceARN);
      alarm.tags = new Map([...alarm.tags].filter(([key]) => !input.TagKeys?.includes(key)));
    },
    ListTagsForResource: ({ ResourceARN: arn }: ListTagsForResourceCommandInput) => ({
      // Of an alarm that was deleted AWS tells no tags, and no error.
      Tags: [...((isAlarmArn(arn) ? found(arn) : alarmOf(arn))?.tags ?? [])].map(([Key, Value]) => ({
        Key,
        Value,
      })),
    }),
  };
}

const invalid = (message: string): AwsError => new AwsError('InvalidParameterValue', message);
const tooMany = (): AwsError => invalid(`The maximum number of tags is ${mostTags}.`);
