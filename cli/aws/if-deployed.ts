import { ifReadable } from '../../adapters/optional-read.ts';

/**
 * The result of a read; undefined if Greenlight is not deployed, or if the reader may not read that. Much can be
 * said of an endpoint before there is a deployment, and by people who may not read its table.
 */
export async function ifDeployed<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ifReadable(read);
  } catch (error) {
    if (error instanceof Error && ['ResourceNotFoundException', 'NoSuchBucket'].includes(error.name))
      return undefined;
    throw error;
  }
}
