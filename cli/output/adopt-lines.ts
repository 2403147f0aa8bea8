import { styleText } from 'node:util';
import type { Finding } from '../../core/doctor/finding.ts';
import { findingLines } from './doctor-lines.ts';
import { wrap } from './wrap.ts';

/** What `adopt` did for an endpoint, step by step; then what stands against it or is good to know. */
export function adoptLines(
  {
    endpoint,
    done,
    steps,
    findings = [],
    manifest,
  }: {
    readonly endpoint: string;
    readonly done: string;
    readonly steps: readonly string[];
    readonly findings?: readonly Finding[];
    readonly manifest?: { readonly text: string };
  },
  columns: number,
  showsManifest: boolean,
): string[] {
  const colour = done === 'nothing' ? 'red' : 'green';
  const text = done === 'nothing' ? 'nothing was changed' : done;
  return [
    `${styleText('bold', endpoint)}  ${styleText(colour, text)}`,
    ...steps.flatMap((step) => item('-', step, columns)),
    ...findings.flatMap((finding) => findingLines(finding, columns)),
    ...(manifest !== undefined && showsManifest
      ? [
          '',
          ...manifest.text
            .trimEnd()
            .split('\n')
            .map((line) => `    ${line}`),
        ]
      : []),
  ];
}

function item(mark: string, text: string, columns: number): string[] {
  const [first = '', ...others] = wrap(text, columns, '    ');
  return [`  ${mark} ${first.slice(4)}`, ...others];
}
