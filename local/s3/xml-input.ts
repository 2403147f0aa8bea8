import { XmlCodec } from '@aws-sdk/core/protocols';
import type { Schema } from '@smithy/types';
import { malformedXml } from './s3-error.ts';

/**
 * A request's XML document, read by the SDK's own schema of it.
 *
 * @throws S3Error `MalformedXML`
 */
export async function readXml<T>(schema: Schema, body: Uint8Array): Promise<Partial<T>> {
  const codec = new XmlCodec({
    timestampFormat: { useTrait: true, default: 5 },
    xmlNamespace: '',
    serviceNamespace: '',
    httpBindings: false,
  } as ConstructorParameters<typeof XmlCodec>[0]);
  try {
    return (await codec.createDeserializer().read(schema, body)) as Partial<T>;
  } catch {
    throw malformedXml();
  }
}
