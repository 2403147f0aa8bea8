/** The two CRCs of S3's checksums that node:zlib lacks. Both are reflected, start and end with all bits flipped. */

/** Castagnoli's polynomial, reflected. */
const crc32cTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

/** CRC-32C as an unsigned 32-bit number: "123456789" → 0xe3069283. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (crc32cTable[(crc ^ byte) & 0xff] as number);
  return (crc ^ 0xffffffff) >>> 0;
}

/** NVMe's polynomial, reflected; entry 2i holds the upper and 2i + 1 the lower half of byte i's remainder. */
const crc64Table = new Uint32Array(512);
for (let byte = 0; byte < 256; byte++) {
  let crc = BigInt(byte);
  for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x9a6c9329ac4bc9b5n : crc >> 1n;
  crc64Table[2 * byte] = Number(crc >> 32n);
  crc64Table[2 * byte + 1] = Number(crc & 0xffffffffn);
}

/** CRC-64/NVME: "123456789" → 0xae8b14860a799888. In halves, since BigInt arithmetic per byte is far slower. */
export function crc64nvme(bytes: Uint8Array): bigint {
  let high = 0xffffffff;
  let low = 0xffffffff;
  for (const byte of bytes) {
    const entry = ((low ^ byte) & 0xff) << 1;
    low = ((low >>> 8) | (high << 24)) ^ (crc64Table[entry + 1] as number);
    high = (high >>> 8) ^ (crc64Table[entry] as number);
  }
  return (BigInt(~high >>> 0) << 32n) | BigInt(~low >>> 0);
}
