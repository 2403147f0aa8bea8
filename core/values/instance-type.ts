/**
 * What an instance type's name tells: `ml.g5.2xlarge` is family g5, size 2xlarge. SageMaker has no call for
 * this; the rule is EC2's (docs/assumptions.md).
 */
const partsOf = (instanceType: string): { family: string; size: string } | undefined => {
  const [ml, family, size] = instanceType.split('.');
  return ml === 'ml' && family !== undefined && size !== undefined ? { family, size } : undefined;
};

/** vCPUs: 2 for `large`, 4 for `xlarge`, 4 n for `nxlarge`; undefined for other names. */
export function coresOf(instanceType: string): number | undefined {
  const size = partsOf(instanceType)?.size;
  if (size === 'medium' || size === 'large') return 2;
  const xlarge = /^(\d*)xlarge$/.exec(size ?? '');
  return xlarge ? 4 * Number(xlarge[1] || 1) : undefined;
}

/**
 * Whether it has GPUs: p and g families have some, c, m, r and t families have none; undefined for others.
 */
export function hasGpu(instanceType: string): boolean | undefined {
  const letters = /^[a-z]+/.exec(partsOf(instanceType)?.family ?? '')?.[0];
  if (letters === undefined) return undefined;
  if (['p', 'g', 'gr'].includes(letters)) return true;
  return ['c', 'm', 'r', 't'].includes(letters) ? false : undefined;
}
