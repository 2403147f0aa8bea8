const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/** For people, in powers of 1000 like S3's console: 999 → `999 bytes`, 1234567 → `1.2 MB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
}
