import { isFinding } from '../../core/doctor/finding.ts';
import {
  examineInstallation,
  type InstallationExamination,
} from '../../core/doctor/installation/examine-installation.ts';
import { withAws } from '../aws/aws.ts';
import { AwsTrouble } from '../aws/aws-trouble.ts';
import type { TargetOptions } from '../aws/target.ts';
import { readInstallation } from '../doctor/read-installation.ts';
import { installationLines } from '../output/doctor-lines.ts';
import { outputColumns, printLines } from '../output/print.ts';

/** What a deployment has made, as `doctor` sees it. */
export interface SelfTest {
  readonly findings: InstallationExamination['findings'];
  /** Whether something does not work; what people have yet to set up is not meant. */
  readonly broken: boolean;
}

/**
 * Looks at what was just deployed. Whoever may deploy may not be allowed to read all of it, and then it is only
 * said: the deployment itself has succeeded.
 */
export async function selfTest(options: TargetOptions, json: boolean): Promise<SelfTest> {
  try {
    return await withAws(options, async (aws) => {
      const { findings, ...examined } = examineInstallation(await readInstallation(aws));
      if (!json && findings.some(isFinding))
        printLines(installationLines({ ...examined, findings }, aws.region, outputColumns()));
      return { findings, broken: findings.some(({ weight }) => weight === 'problem') };
    });
  } catch (error) {
    if (!(error instanceof AwsTrouble)) throw error;
    process.stderr.write(`greenlight: deployed, but it could not be looked at: ${error.message}\n`);
    return { findings: [], broken: false };
  }
}
