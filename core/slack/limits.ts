/**
 * What Slack takes at most, in characters (UTF-16 units, the longer way to count) unless said otherwise. Sources:
 * docs.slack.dev, "Block Kit" and "chat.postMessage"; the same figures stand in @slack/types 3.2.0. Over any of
 * them the whole message is refused.
 */
export const limits = {
  /** Blocks of a message. */
  blocks: 50,
  headerText: 150,
  sectionText: 3000,
  /** Elements of a context block, and characters of each. */
  contextElements: 10,
  contextText: 3000,
  /** Elements of an actions block. */
  actionElements: 25,
  buttonText: 75,
  buttonValue: 2000,
  /** `action_id` and `block_id`. */
  id: 255,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  url: 3000,
  /** "For best results, limit the number of characters in the text field to 4,000 characters." */
  fallbackText: 4000,
} as const;
