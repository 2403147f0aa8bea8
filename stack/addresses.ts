import type { Settings } from './settings.ts';

/** How people reach the controller. */
export interface Addresses {
  /** Whether links, buttons and callbacks have a public address. */
  readonly decisions: boolean;
  /** Where commands are sent that prove who asks. */
  readonly commands: 'url' | 'api';
}

/** Regions without `AWS::Lambda::Url`, by cfn-lint 1.51.0. */
const withoutUrls: readonly string[] = [
  'ap-east-2',
  'ap-south-2',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-west-1',
  'cn-northwest-1',
  'eu-central-2',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'mx-central-1',
  'us-gov-east-1',
  'us-gov-west-1',
];

/** What the settings say or, where they say nothing, what the region has. */
export function addressesOf({ addresses }: Settings, region: string): Addresses {
  const hasUrls = !withoutUrls.includes(region);
  return {
    decisions: addresses.decisions ?? hasUrls,
    commands: addresses.commands ?? (hasUrls ? 'url' : 'api'),
  };
}
