import { strategies } from '../../core/strategies/strategies.ts';

const starter = 'linear';
const others = strategies.map(({ name }) => name).filter((name) => name !== starter);

/**
 * What `greenlight init` writes: the fields that most endpoints need, and those that some need as comments.
 */
export const starterManifest = `# How the models of one endpoint are released. It goes beside the artifacts, to
# s3://<bucket>/models/<endpoint>/greenlight.yaml: npx greenlight push … --manifest greenlight.yaml
# All fields: npx greenlight docs manifest. For an endpoint that exists already, each of them may be left out.

model:
  image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/my-model:1
  role: arn:aws:iam::111122223333:role/greenlight-model-mine # allowed at deploy time (npx greenlight docs settings)
  # dataDownloadTimeout: 10m # for large models
  # startupTimeout: 5m

fleet: # how the endpoint is created; an update keeps the number of instances that it has by then
  variant: AllTraffic
  instanceType: ml.m5.large
  instanceCount: 5

rollout:
  strategy: ${starter} # or ${others.join(', ')}
  step: 20% # of 5 instances: one at a time
  bake: 5m # how long alarms are watched after each step, before the next
  finalBake: 5m # how long the old fleet is kept after the last step: until then, going back is instant
  timeout: 1h # SageMaker gives up, and goes back, if it takes longer than this

alarms: # any of them in ALARM while baking shifts all traffic back
  - { compare: 5xx, on: rollback } # do more requests fail than on the old fleet? With a stated chance of a false alarm
  # - { metric: 5xx-rate, above: 1%, for: 2m, on: rollback } # made for each release, and removed with it
  # - { metric: latency-p99, above: 500ms, for: 5m, on: rollback }
  # - { name: my-alarm, on: rollback } # one that exists already
  # - { name: my-kpi, on: notify }

keep: 5 # how many releases are kept for a rollback
`;
