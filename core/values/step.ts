import type { CapacitySize } from '../sagemaker.ts';

/** Parses `20%`, `1 instance`, `3 instances` to AWS's CapacitySize; undefined for other text. */
export function parseStep(text: string): CapacitySize | undefined {
  const percent = /^(\d+)\s*%$/.exec(text.trim())?.[1];
  if (percent !== undefined && Number(percent) > 0)
    return { Type: 'CAPACITY_PERCENT', Value: Number(percent) };
  const count = /^(\d+)\s+instances?$/.exec(text.trim())?.[1];
  if (count !== undefined && Number(count) > 0) return { Type: 'INSTANCE_COUNT', Value: Number(count) };
  return undefined;
}

export const formatStep = (size: CapacitySize): string =>
  size.Type === 'CAPACITY_PERCENT'
    ? `${size.Value}%`
    : `${size.Value} instance${size.Value === 1 ? '' : 's'}`;
