import { beforeAll, describe, expect, it } from 'vitest';
import { resourceNames } from '../../../cli/aws/resource-names.ts';
import { type Packaged, packaged, packagingMs } from '../../support/packaged.ts';

let service: Packaged;
beforeAll(async () => {
  service = await packaged();
}, packagingMs);

const names = resourceNames('local', '123456789012', 'eu-west-1');

describe('The names that commands compute are those of the packaged template', () => {
  it('the bucket', () => {
    const written = service.template.Resources.ModelBucket?.Properties.BucketName['Fn::Sub'];
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own
    expect(written).toBe('greenlight-local-models-${AWS::AccountId}-${AWS::Region}');
    expect(names.bucket).toBe('greenlight-local-models-123456789012-eu-west-1');
  });

  it('the table', () => {
    const tables = service.ofType('AWS::DynamoDB::Table').map(([, table]) => table.Properties.TableName);
    expect(tables).toEqual([names.table]);
  });

  it('the functions that do what people ask for', () => {
    const functions = service.ofType('AWS::Lambda::Function').map(([, made]) => made.Properties.FunctionName);
    expect(functions).toEqual(expect.arrayContaining([names.operate, names.operateSigned]));
  });
});
