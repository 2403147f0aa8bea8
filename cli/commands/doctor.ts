import { paginateListEndpoints, SageMakerClient } from '@aws-sdk/client-sagemaker';
import {
  type EndpointExamination,
  examineEndpoint,
  noSuchEndpoint,
} from '../../core/doctor/endpoint/examine-endpoint.ts';
import { type Finding, isFinding } from '../../core/doctor/finding.ts';
import { examineInstallation } from '../../core/doctor/installation/examine-installation.ts';
import { type Aws, withAws } from '../aws/aws.ts';
import type { TargetOptions } from '../aws/target.ts';
import { type EndpointRead, endpointReader } from '../doctor/endpoint-reader.ts';
import { readInstallation } from '../doctor/read-installation.ts';
import { endpointLines, installationLines, tally } from '../output/doctor-lines.ts';
import { outputColumns, printJson, printLines } from '../output/print.ts';
import { UsageError } from '../usage-error.ts';

export interface DoctorOptions extends TargetOptions {
  readonly all: boolean;
  readonly json: boolean;
}

/**
 * `greenlight doctor`: what stands against releases to endpoints; without any, what is wrong with the
 * installation. Changes nothing. Returns the exit code: 1 if there is something to do.
 * @throws UsageError for endpoints together with --all
 */
export function doctor(endpoints: readonly string[], options: DoctorOptions): Promise<number> {
  if (options.all && endpoints.length > 0)
    throw new UsageError('[endpoint…]: expected endpoints or --all, got both.');
  return withAws(options, (aws) =>
    options.all || endpoints.length > 0
      ? ofEndpoints(aws, endpoints, options)
      : ofInstallation(aws, options.json),
  );
}

async function ofInstallation(aws: Aws, json: boolean): Promise<number> {
  const examined = examineInstallation(await readInstallation(aws));
  if (json) printJson({ type: 'doctor', of: 'installation', ...examined, ...told(examined.findings) });
  else printLines(installationLines(examined, aws.region, outputColumns()));
  return examined.findings.some(isFinding) ? 1 : 0;
}

async function ofEndpoints(
  aws: Aws,
  named: readonly string[],
  { all, json }: DoctorOptions,
): Promise<number> {
  const read = await endpointReader(aws);
  const names = all ? await everyEndpoint(aws.clients(SageMakerClient)) : [...new Set(named)];
  const examinations: EndpointExamination[] = [];
  for (let start = 0; start < names.length; start += atATime) {
    const some = await Promise.all(names.slice(start, start + atATime).map((name) => examined(name, read)));
    for (const one of some) {
      if (json) printJson({ type: 'doctor', of: 'endpoint', ...one, ...told(one.findings) });
      else printLines([...endpointLines(one, outputColumns(), !all), '']);
    }
    examinations.push(...some);
  }
  if (!json && names.length === 0) printLines([`There is no endpoint in region ${aws.region}.`]);
  if (!json && names.length > 1) printLines([tally(examinations)]);
  return examinations.some(({ findings }) => findings.some(isFinding)) ? 1 : 0;
}

/** So many endpoints are read at a time: SageMaker limits how often an account may ask. */
const atATime = 4;

async function examined(
  name: string,
  read: (name: string) => Promise<EndpointRead>,
): Promise<EndpointExamination> {
  const facts = await read(name);
  return facts.kind === 'missing' ? noSuchEndpoint(name, facts.ownName) : examineEndpoint(facts);
}

/** In alphabetical order. */
async function everyEndpoint(client: SageMakerClient): Promise<string[]> {
  const names: string[] = [];
  for await (const { Endpoints = [] } of paginateListEndpoints({ client }, { MaxResults: 100 }))
    names.push(...Endpoints.flatMap(({ EndpointName }) => EndpointName ?? []));
  return names.sort();
}

/** With every member, as all of the commands' JSON has them. */
const told = (findings: readonly Finding[]) => ({
  findings: findings.map((finding) => ({ ...finding, todo: finding.todo ?? null })),
});
