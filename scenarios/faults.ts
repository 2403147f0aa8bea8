import type { Fault } from '../local/sagemaker/faults.ts';
import type { ScenarioFault } from './scenario.ts';

/** A story's fault in the form of the local SageMaker. */
export function faultOn(
  endpoint: string,
  { capacity, ping, launch, crash, maintenance, ...written }: ScenarioFault,
): Fault {
  const { config, variant, download, metrics } = written;
  return {
    endpoint,
    ...(config !== undefined && { config }),
    ...(variant !== undefined && { variant }),
    ...(download !== undefined && { download }),
    ...(metrics !== undefined && { metrics }),
    ...(capacity !== undefined && {
      capacity: capacity === 'insufficient' ? capacity : { availableInstances: capacity },
    }),
    ...(ping !== undefined && { ping: ping === 'fails' ? ping : { slowSeconds: ping } }),
    ...(launch !== undefined && { launch: { slowSeconds: launch } }),
    ...(crash !== undefined && { crash: { afterSeconds: crash.after, instances: crash.instances } }),
    ...(maintenance !== undefined && {
      systemUpdating: { atSeconds: maintenance.after, forSeconds: maintenance.for },
    }),
  };
}
