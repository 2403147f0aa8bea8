import { createHash } from 'node:crypto';
import type { SlackMessage } from './block-kit.ts';

/** The same for messages that look the same: what is shown already need not be sent again. */
export const fingerprint = ({ text, blocks }: SlackMessage): string =>
  createHash('sha256')
    .update(JSON.stringify([text, blocks]))
    .digest('base64url');
