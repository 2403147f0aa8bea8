/**
 * A person as people know them: the last part of an ARN (`user/mei`, `assumed-role/sre/ana.lima` → `ana.lima`), anything else
 * as it is. The whole is to be had by pointing at it.
 */
export const personText = (by: string): string => (by.startsWith('arn:') ? (by.split('/').at(-1) ?? by) : by);
