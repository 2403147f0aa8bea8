import { describe, expect, it } from 'vitest';
import { prices, s3RequestPrice } from '../../bench/prices.ts';

describe('prices', () => {
  it('are for one unit: AWS names them by the million, the thousand or the month', () => {
    expect(prices.stateTransition * 4000).toBeCloseTo(0.1, 9);
    expect(prices.lambdaRequest * 1_000_000).toBeCloseTo(0.2, 9);
    expect(prices.alarmMetricHour * 730).toBeCloseTo(0.1, 9);
    expect(prices.customMetricHour * 730).toBeCloseTo(0.3, 9);
    expect(prices.dynamoWrite / prices.dynamoRead).toBeCloseTo(5, 9);
  });

  it.each([
    ['PutObject', prices.s3Write],
    ['CopyObject', prices.s3Write],
    ['UploadPartCopy', prices.s3Write],
    ['ListObjectVersions', prices.s3Write],
    ['GetObject', prices.s3Read],
    ['HeadObject', prices.s3Read],
    ['DeleteObjects', 0],
    ['AbortMultipartUpload', 0],
  ])('of S3 go by the class of the request: %s', (operation, price) => {
    expect(s3RequestPrice(operation)).toBe(price);
  });
});
