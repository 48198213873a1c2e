import { readForm, type FormFields, type OnFile } from '../http/read-form.js';
import type { Exchange } from './exchange.js';
import { badRequest } from './wire.js';

/** What OpenAI takes of one file. */
const MAX_FILE_BYTES = 25 * 1024 * 1024;

/** The body as a form; undefined when an answer has been sent already or nobody waits for one. */
export async function readFormBody(exchange: Exchange, onFile: OnFile): Promise<FormFields | undefined> {
  const read = await readForm(exchange.request, MAX_FILE_BYTES, onFile);
  if (read.ok) {
    if (exchange.pathModel !== undefined) read.fields.model = exchange.pathModel;
    return read.fields;
  }
  if (read.reason === 'too_large') {
    exchange.refuse({
      status: 413,
      message: `Maximum content size limit (${MAX_FILE_BYTES}) exceeded.`,
      param: 'file',
      headers: { connection: 'close' },
    });
  } else if (read.reason === 'malformed') {
    exchange.refuse({ ...badRequest('Could not parse multipart form.'), headers: { connection: 'close' } });
  }
  return undefined;
}
