import { describe, expect, it } from 'vitest';
import { replaceReferences } from '../../stack/replace-references.ts';

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
const standIn = { ref: 'b-${AWS::Region}', attributes: { Arn: 'arn:${AWS::Partition}:s3:::b' } };
const replaced = (value: unknown) => replaceReferences(value, 'Bucket', standIn);

describe('References to a resource that is left out', () => {
  it.each([
    [{ Ref: 'Bucket' }, { 'Fn::Sub': 'b-${AWS::Region}' }],
    [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::b' }],
    [{ 'Fn::Sub': '${Bucket.Arn}/a/*' }, { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::b/a/*' }],
    [{ 'Fn::Sub': '${Bucket}' }, { 'Fn::Sub': 'b-${AWS::Region}' }],
    [
      { 'Fn::Sub': ['${a} ${Bucket}', { a: { Ref: 'Bucket' } }] },
      { 'Fn::Sub': ['${a} b-${AWS::Region}', { a: { 'Fn::Sub': 'b-${AWS::Region}' } }] },
    ],
    [[{ x: { Ref: 'Bucket' } }], [{ x: { 'Fn::Sub': 'b-${AWS::Region}' } }]],
  ])('%j', (before, after) => {
    expect(replaced(before)).toEqual(after);
  });

  it('leave all others as they are', () => {
    const value = {
      a: [1, null, 'Bucket', true],
      b: { Ref: 'BucketPolicy' },
      c: { 'Fn::Sub': '${BucketPolicy} ${BucketPolicy.Arn}' },
      d: { 'Fn::GetAtt': ['Queue', 'Arn'] },
    };
    expect(replaced(value)).toEqual(value);
  });

  it('to an attribute that nothing stands for are refused', () => {
    expect(() => replaced({ 'Fn::GetAtt': ['Bucket', 'DomainName'] })).toThrow('Bucket.DomainName');
  });
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
