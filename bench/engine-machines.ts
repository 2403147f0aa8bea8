/**
 * One machine of ten states, each of which an execution is in once, in the two query languages: an order is read,
 * priced, checked, paid and told. Inputs, results and what flows from state to state are the same.
 */
const functionArn = (name: string): string => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

/** What the tasks answer, by function. */
export const answers: Readonly<Record<string, (payload: { id: string; amount?: number }) => object>> = {
  price: ({ id }) => ({ id, amount: 120, items: [{ sku: 'a', count: 2 }], priced: true }),
  check: ({ amount = 0 }) => ({ risk: amount > 1000 ? 'high' : 'low' }),
  pay: ({ id }) => ({ receipt: `r-${id}` }),
};

export const input = { id: 'o-17', customer: { name: 'Ana', country: 'PT' }, lines: [1, 2, 3] };
export const output = { id: 'o-17', amount: 120, receipt: 'r-o-17' };

const task = (name: string, payload: object, more: object) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: functionArn(name), Payload: payload },
  ...more,
});

/** As the product's machine is written: JSONata and variables. */
export const inJsonata = {
  QueryLanguage: 'JSONata',
  StartAt: 'Read',
  States: {
    Read: {
      Type: 'Pass',
      Assign: { id: '{% $states.input.id %}', country: '{% $states.input.customer.country %}' },
      Next: 'IsOrder',
    },
    IsOrder: {
      Type: 'Choice',
      Choices: [{ Condition: "{% $id = '' %}", Next: 'Refused' }],
      Default: 'Price',
    },
    Price: task(
      'price',
      { id: '{% $id %}' },
      { Assign: { price: '{% $states.result.Payload %}' }, Next: 'IsPriced' },
    ),
    IsPriced: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $price.priced and $price.amount > 0 %}', Next: 'Check' }],
      Default: 'Refused',
    },
    Check: task(
      'check',
      { id: '{% $id %}', amount: '{% $price.amount %}', country: '{% $country %}' },
      { Assign: { risk: '{% $states.result.Payload.risk %}' }, Next: 'IsRisky' },
    ),
    IsRisky: {
      Type: 'Choice',
      Choices: [{ Condition: "{% $risk = 'high' %}", Next: 'Refused' }],
      Default: 'Note',
    },
    Note: { Type: 'Pass', Assign: { note: { id: '{% $id %}', risk: '{% $risk %}' } }, Next: 'Pay' },
    Pay: task(
      'pay',
      { id: '{% $id %}', amount: '{% $price.amount %}' },
      { Assign: { receipt: '{% $states.result.Payload.receipt %}' }, Next: 'Sum' },
    ),
    Sum: {
      Type: 'Pass',
      Output: { id: '{% $id %}', amount: '{% $price.amount %}', receipt: '{% $receipt %}' },
      Next: 'Done',
    },
    Done: { Type: 'Succeed' },
    Refused: { Type: 'Fail', Error: 'Refused' },
  },
};

const pathTask = (name: string, parameters: object, more: object) => ({
  Type: 'Task',
  Resource: functionArn(name),
  Parameters: parameters,
  ...more,
});

/** The same in JSONPath, which has no variables: what is to be kept stays in the state's output. */
export const inJsonPath = {
  StartAt: 'Read',
  States: {
    Read: {
      Type: 'Pass',
      Parameters: { 'id.$': '$.id', 'country.$': '$.customer.country' },
      Next: 'IsOrder',
    },
    IsOrder: {
      Type: 'Choice',
      Choices: [{ Variable: '$.id', StringEquals: '', Next: 'Refused' }],
      Default: 'Price',
    },
    Price: pathTask('price', { 'id.$': '$.id' }, { ResultPath: '$.price', Next: 'IsPriced' }),
    IsPriced: {
      Type: 'Choice',
      Choices: [
        {
          And: [
            { Variable: '$.price.priced', BooleanEquals: true },
            { Variable: '$.price.amount', NumericGreaterThan: 0 },
          ],
          Next: 'Check',
        },
      ],
      Default: 'Refused',
    },
    Check: pathTask(
      'check',
      { 'id.$': '$.id', 'amount.$': '$.price.amount', 'country.$': '$.country' },
      { ResultSelector: { 'risk.$': '$.risk' }, ResultPath: '$.checked', Next: 'IsRisky' },
    ),
    IsRisky: {
      Type: 'Choice',
      Choices: [{ Variable: '$.checked.risk', StringEquals: 'high', Next: 'Refused' }],
      Default: 'Note',
    },
    Note: {
      Type: 'Pass',
      Parameters: { 'id.$': '$.id', 'risk.$': '$.checked.risk' },
      ResultPath: '$.note',
      Next: 'Pay',
    },
    Pay: pathTask(
      'pay',
      { 'id.$': '$.id', 'amount.$': '$.price.amount' },
      { ResultPath: '$.paid', Next: 'Sum' },
    ),
    Sum: {
      Type: 'Pass',
      Parameters: { 'id.$': '$.id', 'amount.$': '$.price.amount', 'receipt.$': '$.paid.receipt' },
      Next: 'Done',
    },
    Done: { Type: 'Succeed' },
    Refused: { Type: 'Fail', Error: 'Refused', Cause: 'refused' },
  },
};
