/** A multipart body for a provider: the caller's parts in their order, with the few values exchanged that must be. */
import type { MediaCall } from '../media.js';

export interface MultipartBody {
  readonly contentType: string;
  /** The files' pieces are the caller's own, not copies. */
  readonly chunks: readonly Buffer[];
  readonly bytes: number;
}

/**
 * Writes fields, then files. `changes` are put in the place of fields of these names, null leaves one out. `boundary`
 * must be one that no file has in it: a request id is.
 */
export function writeMultipart(
  call: MediaCall,
  { changes, boundary }: { changes: Readonly<Record<string, string | null>>; boundary: string },
): MultipartBody {
  const chunks: Buffer[] = [];
  const begin = (disposition: string) => `--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n`;
  for (const [name, value] of fieldsOf(call, changes)) {
    chunks.push(Buffer.from(`${begin(`name="${escaped(name)}"`)}\r\n${value}\r\n`));
  }
  for (const { field, fileName, mediaType, chunks: pieces } of call.files) {
    const disposition = `name="${escaped(field)}"; filename="${escaped(fileName)}"`;
    chunks.push(Buffer.from(`${begin(disposition)}content-type: ${safeType(mediaType)}\r\n\r\n`), ...pieces, LINE_END);
  }
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return { contentType: `multipart/form-data; boundary=${boundary}`, chunks, bytes };
}

const LINE_END = Buffer.from('\r\n');

function fieldsOf({ body }: MediaCall, changes: Readonly<Record<string, string | null>>): [string, string][] {
  const kept = Object.entries(body).filter(([name]) => !Object.hasOwn(changes, name));
  const changed = Object.entries(changes).filter(([, value]) => value !== null);
  return [...kept, ...changed].flatMap(([name, value]): [string, string][] => {
    if (Array.isArray(value)) return value.map((one: unknown) => [name, String(one)]);
    return [[name, String(value)]];
  });
}

/** As the HTML standard has it for form data: what would end the quotes or the line. */
function escaped(text: string): string {
  return text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}

function safeType(mediaType: string): string {
  return /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(mediaType) ? mediaType : 'application/octet-stream';
}
