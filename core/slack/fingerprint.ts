import { createHash } from 'node:crypto';
import type { SlackMessage } from './block-kit.ts';

/** Equal for messages that look the same, so that a message already shown is not sent again. */
export const fingerprint = ({ text, blocks }: SlackMessage): string =>
  createHash('sha256')
    .update(JSON.stringify([text, blocks]))
    .digest('base64url');
