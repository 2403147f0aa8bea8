import { stripVTControlCharacters } from 'node:util';

/** Lines without their colours. */
export const plain = (lines: readonly string[]): string[] => lines.map(stripVTControlCharacters);
