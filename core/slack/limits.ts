/**
 * Slack's limits, in characters (UTF-16 units, the count that gives more) unless said otherwise. Sources:
 * docs.slack.dev, "Block Kit" and "chat.postMessage"; @slack/types 3.2.0 has the same figures. Slack refuses
 * the whole message if it exceeds any of them.
 */
export const limits = {
  /** Blocks in a message. */
  blocks: 50,
  headerText: 150,
  sectionText: 3000,
  /** Elements in a context block, and characters in each. */
  contextElements: 10,
  contextText: 3000,
  /** Elements in an actions block. */
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
