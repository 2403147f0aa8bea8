import type { MessageAttributeValue } from '@aws-sdk/client-sns';

type Attributes = Readonly<Record<string, MessageAttributeValue>>;

/** What a publisher hands in. */
export interface MessageDraft {
  readonly subject?: string | undefined;
  readonly body?: string | undefined;
  readonly attributes?: Attributes | undefined;
}

export interface PublishedMessage {
  readonly id: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly body: string;
  readonly attributes: Attributes;
  /** Epoch milliseconds. */
  readonly at: number;
}
