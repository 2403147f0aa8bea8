import { byWeight, type Finding } from '../finding.ts';
import { checkAddress } from './address.ts';
import { checkBucket } from './bucket.ts';
import { checkFunctions } from './functions.ts';
import type { InstallationCheck, InstallationFacts } from './installation-facts.ts';
import { checkMachines } from './machines.ts';
import { checkOps } from './ops.ts';
import { checkPeople } from './people.ts';
import { checkQueues } from './queues.ts';
import { checkRules } from './rules.ts';
import { checkSecrets } from './secrets.ts';
import { checkTable } from './table.ts';

export interface InstallationExamination {
  readonly stage: string;
  /** Whether there is anything of the stage at all. */
  readonly deployed: boolean;
  readonly findings: readonly Finding<InstallationCheck>[];
}

/** Every check, in the order in which it is told. One file each. */
const checks: readonly ((facts: InstallationFacts) => Finding<InstallationCheck>[])[] = [
  checkFunctions,
  checkRules,
  checkMachines,
  checkTable,
  checkBucket,
  checkQueues,
  checkSecrets,
  checkPeople,
  checkAddress,
  checkOps,
];

/** What is wrong with a stage's installation, and what to do. Pure: it decides on what was read. */
export function examineInstallation(facts: InstallationFacts): InstallationExamination {
  const { stage, functions, table } = facts;
  const deployed =
    table.kind !== 'missing' || Object.values(functions).some(({ kind }) => kind !== 'missing');
  if (deployed) return { stage, deployed, findings: byWeight(checks.flatMap((check) => check(facts))) };
  const nothing: Finding<InstallationCheck> = {
    check: 'functions',
    weight: 'problem',
    found: `there is no Greenlight in stage ${stage} of this account and region`,
    todo: 'Check --stage and --region, or deploy it: npx greenlight docs install',
  };
  return { stage, deployed, findings: [nothing] };
}
