import type { DataCaptureConfig } from '@aws-sdk/client-sagemaker';
import { text } from '../transport/wire.ts';

/** A request and what the model answered, as data capture sees them. Header names are in lower case. */
export interface Exchange {
  readonly request: { readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array };
  readonly answer: { readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array };
  /** Epoch milliseconds. */
  readonly at: number;
  /** A UUID. */
  readonly eventId: string;
}

/**
 * One line of a capture file, without its end: the guide's page "Capture data from real-time endpoint" shows the members.
 * What no content type of the config covers is base64 (API reference of DataCaptureConfig).
 */
export function captureLine(
  { CaptureOptions = [], CaptureContentTypeHeader = {} }: DataCaptureConfig,
  { request, answer, at, eventId }: Exchange,
): string {
  const modes = new Set(CaptureOptions.map(({ CaptureMode }) => CaptureMode));
  const isWanted = (mode: 'Input' | 'Output') => modes.has(mode) || modes.has('InputAndOutput');
  const inferenceId = request.headers['x-amzn-sagemaker-inference-id'];
  const side = ({ headers, body }: Exchange['request'], mode: 'INPUT' | 'OUTPUT') => {
    const observedContentType = headers['content-type'] ?? 'application/octet-stream';
    const encoding = encodingOf(observedContentType, CaptureContentTypeHeader);
    const data = encoding === 'BASE64' ? Buffer.from(body).toString('base64') : text(body);
    return { observedContentType, mode, data, encoding };
  };
  return JSON.stringify({
    captureData: {
      ...(isWanted('Input') && { endpointInput: side(request, 'INPUT') }),
      ...(isWanted('Output') && { endpointOutput: side(answer, 'OUTPUT') }),
    },
    eventMetadata: {
      eventId,
      ...(inferenceId !== undefined && { inferenceId }),
      // The guide's samples have whole seconds.
      inferenceTime: new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'),
    },
    eventVersion: '0',
  });
}

function encodingOf(
  contentType: string,
  { CsvContentTypes = [], JsonContentTypes = [] }: NonNullable<DataCaptureConfig['CaptureContentTypeHeader']>,
): 'CSV' | 'JSON' | 'BASE64' {
  const type = contentType.split(';')[0]?.trim().toLowerCase();
  const isAmong = (types: readonly string[]) => types.some((one) => one.toLowerCase() === type);
  if (isAmong(CsvContentTypes)) return 'CSV';
  return isAmong(JsonContentTypes) ? 'JSON' : 'BASE64';
}

/**
 * The key of a file, below the config's prefix: `<endpoint>/<variant>/yyyy/mm/dd/hh/<name>.jsonl`, by the hour of the
 * invocation in UTC. How AWS names files is not documented; public listings have minute, second, millisecond and an id.
 */
export function captureKey(
  prefix: string,
  { endpointName, variantName }: { readonly endpointName: string; readonly variantName: string },
  at: number,
  id: string,
): string {
  const [day = '', time = ''] = new Date(at).toISOString().split('T');
  const [hour = '', minute = '', second = ''] = time.replace('Z', '').split(':');
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  return `${folder}${endpointName}/${variantName}/${day.replaceAll('-', '/')}/${hour}/${minute}-${second.replace('.', '-')}-${id}.jsonl`;
}
