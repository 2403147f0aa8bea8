/** The artifact can't be turned into model files. AWS: `Failed to extract model data archive for container …`. */
export class ModelDataError extends Error {
  override readonly name = 'ModelDataError';
}

/** There is no such `local:` image, or it can't be run as asked. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
}

/** The container did not pass its ping health check: it was not healthy in time, or it exited. */
export class PingError extends Error {
  override readonly name = 'PingError';
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
