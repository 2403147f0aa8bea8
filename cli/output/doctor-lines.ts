import { styleText } from 'node:util';
import type { EndpointExamination, EndpointVerdict } from '../../core/doctor/endpoint/examine-endpoint.ts';
import type { Finding, Weight } from '../../core/doctor/finding.ts';
import type { InstallationExamination } from '../../core/doctor/installation/examine-installation.ts';
import { wrap } from './wrap.ts';

type Colour = Parameters<typeof styleText>[0];

const marks: Readonly<Record<Weight, { readonly mark: string; readonly colour: Colour }>> = {
  problem: { mark: '✗', colour: 'red' },
  warning: { mark: '!', colour: 'yellow' },
  note: { mark: '·', colour: 'dim' },
};

const verdicts: Readonly<
  Record<EndpointVerdict, { readonly text: string; readonly colour: Colour; readonly tallied?: string }>
> = {
  ready: { text: 'ready', colour: 'green' },
  adoptable: { text: 'can be adopted', colour: 'yellow' },
  blocked: { text: 'not yet', colour: 'red' },
  missing: { text: 'does not exist', colour: 'red', tallied: 'not there' },
};

/** An endpoint's verdict and its findings, for so many columns. Without `notes`, only what is to be done. */
export function endpointLines(
  { endpoint, verdict, findings }: EndpointExamination,
  columns: number,
  notes = true,
): string[] {
  const { text, colour } = verdicts[verdict];
  return [
    `${styleText('bold', endpoint)}  ${styleText(colour, text)}`,
    ...findings
      .filter(({ weight }) => notes || weight !== 'note')
      .flatMap((each) => findingLines(each, columns)),
  ];
}

/** What is wrong with a stage's installation. */
export function installationLines(
  { stage, findings }: InstallationExamination,
  region: string,
  columns: number,
): string[] {
  const toDo = findings.filter(({ weight }) => weight !== 'note').length;
  const verdict =
    toDo === 0
      ? styleText('green', 'sound')
      : styleText('red', `${toDo} ${toDo === 1 ? 'finding' : 'findings'}`);
  return [
    `${styleText('bold', `stage ${stage}`)}, ${region}  ${verdict}`,
    ...findings.flatMap((each) => findingLines(each, columns)),
  ];
}

/** `12 endpoints: 3 ready, 7 can be adopted, 2 not yet` */
export function tally(examinations: readonly Pick<EndpointExamination, 'verdict'>[]): string {
  const counts = Object.entries(verdicts).flatMap(([verdict, { text, tallied = text }]) => {
    const count = examinations.filter((one) => one.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${tallied}`];
  });
  const all = examinations.length;
  return `${all} ${all === 1 ? 'endpoint' : 'endpoints'}: ${counts.join(', ')}`;
}

/** A finding, with what to do about it. */
export function findingLines({ check, weight, found, todo }: Finding, columns: number): string[] {
  const { mark, colour } = marks[weight];
  const [first = '', ...others] = wrap(`${check}: ${found}`, columns, '    ');
  return [
    `  ${styleText(colour, mark)} ${first.slice(4)}`,
    ...others,
    ...(todo === undefined ? [] : wrap(`→ ${todo}`, columns, '    ')),
  ];
}
