import { describe, expect, it } from 'vitest';
import { type ApiModel, constraintsOf } from '../../tools/generate-constraints.ts';

const model: ApiModel = {
  source: 'an API',
  operations: { Put: { input: { shape: 'PutInput' } }, Ping: {} },
  shapes: {
    PutInput: {
      type: 'structure',
      required: ['Name'],
      members: {
        Name: { shape: 'Name' },
        Trace: { shape: 'Name', location: 'header', locationName: 'X-Trace' },
        Items: { shape: 'Items' },
        Labels: { shape: 'Labels' },
      },
      documentation: 'left out',
    },
    Name: { type: 'string', min: 0, max: 63, pattern: '[a-z]*', documentation: 'left out' },
    Items: { type: 'list', member: { shape: 'Item' }, min: 1 },
    Item: { type: 'structure', members: { Inner: { shape: 'Item' }, Secret: { shape: 'Secret' } } },
    Secret: { type: 'blob', max: 5, sensitive: true },
    Labels: { type: 'map', key: { shape: 'Name' }, value: { shape: 'Kind' }, max: 2 },
    Kind: { type: 'string', enum: ['A', 'B'] },
    Unreached: { type: 'string' },
  },
};

describe('the constraints of an API model', () => {
  it('are those of every shape that the inputs reach, references as names', () => {
    expect(constraintsOf(model, ['Put'])).toEqual({
      source: 'an API',
      inputs: { Put: 'PutInput' },
      shapes: {
        PutInput: {
          type: 'structure',
          required: ['Name'],
          members: { Name: 'Name', Trace: 'Name', Items: 'Items', Labels: 'Labels' },
          headers: { Trace: 'x-trace' },
        },
        Name: { type: 'string', min: 0, max: 63, pattern: '[a-z]*' },
        Items: { type: 'list', member: 'Item', min: 1 },
        Item: { type: 'structure', members: { Inner: 'Item', Secret: 'Secret' } },
        Secret: { type: 'blob', max: 5, sensitive: true },
        Labels: { type: 'map', key: 'Name', value: 'Kind', max: 2 },
        Kind: { type: 'string', enum: ['A', 'B'] },
      },
    });
  });

  it('cannot be had of an operation that is not there or takes no input', () => {
    expect(() => constraintsOf(model, ['Get'])).toThrow('no operation Get');
    expect(() => constraintsOf(model, ['Ping'])).toThrow('no operation Ping');
  });
});
