/** A story's default manifest. The story overrides the fields that it writes. */
export const usualManifest: Readonly<Record<string, unknown>> = {
  model: { image: 'local:story', role: 'arn:aws:iam::000000000000:role/greenlight-local-model' },
  fleet: { instanceType: 'ml.m5.large', instanceCount: 2 },
  rollout: { strategy: 'all-at-once', finalBake: '5m' },
  alarms: [{ name: 'errors' }],
};
