import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../../adapters/gates/public-address.ts';

describe('An address of the public internet', () => {
  it.each([
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.0.1',
    '172.32.0.0',
  ])('may be %s', (address) => expect(isPublicAddress(address)).toBe(true));

  it.each(['2606:4700:4700::1111', '2a00:1450:4001::200e', '2001:4860:4860::8888'])('may be %s', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );
});

describe('Not an address of the public internet', () => {
  it.each([
    ['this host', '0.0.0.0'],
    ['private', '10.0.0.1'],
    ['private', '10.255.255.255'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['carrier-grade NAT', '100.127.255.255'],
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.255.254'],
    ['link-local', '169.254.1.1'],
    ['the metadata of EC2', '169.254.169.254'],
    ['the credentials of ECS', '169.254.170.2'],
    ['for documentation', '192.0.2.1'],
    ['for benchmarks', '198.19.255.255'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['unspecified', '::'],
    ['loopback', '::1'],
    ['link-local', 'fe80::1'],
    ['link-local', 'fe80::1%eth0'],
    ['unique-local', 'fc00::1'],
    ['unique-local', 'fdff::1'],
    ['the metadata of EC2', 'fd00:ec2::254'],
    ['multicast', 'ff02::1'],
    ['IPv4 written as IPv6', '::ffff:127.0.0.1'],
    ['IPv4 written as IPv6', '::ffff:a9fe:a9fe'],
    ['IPv4 written as IPv6', '::ffff:8.8.8.8'],
    ['IPv4 behind NAT64', '64:ff9b::a9fe:a9fe'],
    ['IPv4 behind 6to4', '2002:a9fe:a9fe::1'],
    ['IPv4 behind Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['for documentation', '2001:db8::1'],
    ['a name', 'example.com'],
    ['nothing', ''],
    ['a number', '2130706433'],
  ])('is one that is %s: %s', (_, address) => expect(isPublicAddress(address)).toBe(false));

  it('is anything in a private network, and anything that stands for IPv4', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(byte, byte, byte, byte, (a, b, c, d) => {
        expect(isPublicAddress(`10.${b}.${c}.${d}`)).toBe(false);
        expect(isPublicAddress(`192.168.${c}.${d}`)).toBe(false);
        expect(isPublicAddress(`172.${16 + (b % 16)}.${c}.${d}`)).toBe(false);
        expect(isPublicAddress(`100.${64 + (b % 64)}.${c}.${d}`)).toBe(false);
        expect(isPublicAddress(`169.254.${c}.${d}`)).toBe(false);
        expect(isPublicAddress(`127.${b}.${c}.${d}`)).toBe(false);
        expect(isPublicAddress(`::ffff:${a}.${b}.${c}.${d}`)).toBe(false);
      }),
    );
  });
});
