import { BlockList, isIP } from 'node:net';

/** IPv4 ranges outside the public internet (IANA's special-purpose registry, RFC 6890 and its successors). */
const specialV4 = blockList('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  // Carrier-grade NAT.
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local. It contains AWS's metadata (169.254.169.254), DNS and time services.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  // Multicast, and everything reserved up to broadcast.
  ['224.0.0.0', 3],
]);

/**
 * The IPv6 range that is routed on the public internet. Everything else is outside it: loopback, unique-local
 * (which contains AWS's metadata, fd00:ec2::254), link-local, and addresses that embed an IPv4 address
 * (::ffff:0:0/96, 64:ff9b::/96).
 */
const globalV6 = blockList('ipv6', [['2000::', 3]]);
const specialV6 = blockList('ipv6', [
  // IETF protocol assignments. They contain Teredo (2001::/32), which embeds an IPv4 address.
  ['2001::', 23],
  ['2001:db8::', 32],
  // 6to4, which also embeds an IPv4 address.
  ['2002::', 16],
  ['3fff::', 20],
]);

/** Whether the address is on the public internet: no private network, not this machine, no cloud metadata. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !specialV4.check(address, 'ipv4');
    case 6:
      return globalV6.check(address, 'ipv6') && !specialV6.check(address, 'ipv6');
    default:
      return false;
  }
}

function blockList(family: 'ipv4' | 'ipv6', subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, family);
  return list;
}
