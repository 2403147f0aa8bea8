import { describe, expect, it } from 'vitest';
import { coresOf, hasGpu } from '../../../core/values/instance-type.ts';

describe('An instance type', () => {
  it.each([
    ['ml.t2.medium', 2, false],
    ['ml.m5.large', 2, false],
    ['ml.m5.xlarge', 4, false],
    ['ml.c6g.4xlarge', 16, false],
    ['ml.g5.12xlarge', 48, true],
    ['ml.gr6.4xlarge', 16, true],
    ['ml.p4d.24xlarge', 96, true],
    ['ml.inf2.xlarge', 4, undefined],
    ['ml.m5.metal', undefined, false],
    ['m5.large', undefined, undefined],
    ['', undefined, undefined],
  ])('%s has %s cores at most; GPUs: %s', (type, cores, gpu) => {
    expect([coresOf(type), hasGpu(type)]).toEqual([cores, gpu]);
  });
});
