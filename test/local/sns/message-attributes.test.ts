import { type MessageAttributeValue, PublishCommand } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { snsWorld } from './support.ts';

function publish(name: string, attribute: Partial<MessageAttributeValue>) {
  const { sns, topicArn } = snsWorld();
  const MessageAttributes = { [name]: attribute as MessageAttributeValue };
  return sns.send(new PublishCommand({ TopicArn: topicArn, Message: 'x', MessageAttributes }));
}

/** As real AWS answered. */
describe('A message attribute', () => {
  it.each(['String', 'Number', 'String.Array', 'String.prefixed', 'String.  prefixed.', 'Number.int'])(
    'may have the data type %j',
    async (DataType) => {
      expect(await publish('a', { DataType, StringValue: '1' })).toHaveProperty('MessageId');
    },
  );

  it.each(['String.', 'Stringprefixed', 'Number.', 'Binary.', 'Text', 'string', ''])(
    'may not have the data type %j',
    async (DataType) => {
      await expect(publish('a', { DataType, StringValue: '1' })).rejects.toMatchObject({
        name: 'InvalidParameterValueException',
        message:
          "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
      });
    },
  );

  it.each<[Partial<MessageAttributeValue>, string]>([
    [{ DataType: 'String', StringValue: '' }, 'must contain non-empty message attribute value'],
    [{ DataType: 'String' }, "non-empty message attribute value for message attribute type 'String'."],
    [{ DataType: 'Binary', BinaryValue: new Uint8Array() }, "for message attribute type 'Binary'."],
    [{ DataType: 'String', BinaryValue: Buffer.from('1') }, "with type 'String' must use field 'String'."],
    [{ DataType: 'Number', BinaryValue: Buffer.from('1') }, "with type 'Number' must use field 'String'."],
    [{ DataType: 'Binary', StringValue: '1' }, "with type 'Binary' must use field 'Binary'."],
    [
      { StringValue: '1' },
      "Value null at 'messageAttributes.a.member.dataType' failed to satisfy constraint",
    ],
  ])('%j is refused', async (attribute, message) => {
    await expect(publish('a', attribute)).rejects.toThrow(message);
  });

  it.each([
    ['a'.repeat(257), 'Length of message attribute name must be less than 256 bytes.'],
    ['a^*?', "Invalid non-alphanumeric character '#x5E' was found in the message attribute name."],
    ['.abc', "Invalid message attribute name starting with character '.' was found."],
    ['abc.', "Invalid message attribute name ending with character '.' was found."],
    ['a..bc', "Message attribute name can not have successive '.' character."],
  ])('may not be named %s', async (name, message) => {
    await expect(publish(name, { DataType: 'String', StringValue: '1' })).rejects.toThrow(message);
  });
});
