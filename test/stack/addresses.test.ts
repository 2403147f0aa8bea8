import { describe, expect, it } from 'vitest';
import { addressesOf } from '../../stack/addresses.ts';
import { checkSettings } from '../../stack/check-settings.ts';

const addressesIn = (region: string, addresses: object = {}) => {
  const checked = checkSettings({ addresses });
  if (!checked.ok) throw new Error('the settings are wrong');
  return addressesOf(checked.settings, region);
};

describe('The addresses', () => {
  it.each(['us-east-1', 'eu-west-1', 'cn-north-1'])('are function URLs in %s', (region) => {
    expect(addressesIn(region)).toEqual({ decisions: true, commands: 'url' });
  });

  it.each(['eu-central-2', 'cn-northwest-1', 'us-gov-west-1'])(
    'are an API for commands in %s, which has no function URLs',
    (region) => {
      expect(addressesIn(region)).toEqual({ decisions: false, commands: 'api' });
    },
  );

  it('are what the settings say, each by itself', () => {
    expect(addressesIn('us-east-1', { commands: 'api' })).toEqual({ decisions: true, commands: 'api' });
    expect(addressesIn('us-east-1', { decisions: false })).toEqual({ decisions: false, commands: 'url' });
    expect(addressesIn('eu-central-2', { decisions: true })).toEqual({ decisions: true, commands: 'api' });
  });
});
