import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';

/** A file of a form as it begins to arrive; what it answers is called with each part of the file's bytes. */
export type OnFile = (file: { field: string; filename: string }) => (bytes: Buffer) => void;

/** Fields by name; one that came several times is a list. */
export type FormFields = Record<string, string | string[]>;

/** `aborted`: the client left before the end. */
export type FormResult =
  { ok: true; fields: FormFields } | { ok: false; reason: 'malformed' | 'too_large' | 'aborted' };

const MAX_FIELDS = 100;
const MAX_FIELD_BYTES = 256 * 1024;
const MAX_FILES = 16;

/** Reads a `multipart/form-data` body; files pass by and are never held as a whole. Never rejects. */
export function readForm(request: IncomingMessage, maxFileBytes: number, onFile: OnFile): Promise<FormResult> {
  return new Promise((resolve) => {
    // Without a prototype: a field may be called __proto__.
    const fields = Object.create(null) as FormFields;
    const end = (result: FormResult): void => {
      request.unpipe();
      resolve(result);
    };
    const parser = openParser(request, maxFileBytes);
    if (parser === undefined) {
      end({ ok: false, reason: 'malformed' });
      return;
    }
    parser.on('field', (name, value) => {
      const before = fields[name];
      fields[name] = before === undefined ? value : [before, value].flat();
    });
    parser.on('file', (field, stream, filename) => {
      stream.on('limit', () => {
        end({ ok: false, reason: 'too_large' });
      });
      stream.on('data', onFile({ field, filename }));
      stream.on('error', () => {
        end({ ok: false, reason: 'malformed' });
      });
    });
    parser.on('finish', () => {
      end({ ok: true, fields });
    });
    parser.on('error', () => {
      end({ ok: false, reason: 'malformed' });
    });
    request.on('close', () => {
      if (!request.complete) end({ ok: false, reason: 'aborted' });
    });
    request.pipe(parser);
  });
}

/** Undefined where the request announces no form. */
function openParser(request: IncomingMessage, maxFileBytes: number): InstanceType<typeof Busboy> | undefined {
  const type = request.headers['content-type'] ?? '';
  if (!type.toLowerCase().startsWith('multipart/form-data')) return undefined;
  try {
    return new Busboy({
      headers: request.headers as BusboyHeaders,
      limits: { fields: MAX_FIELDS, fieldSize: MAX_FIELD_BYTES, files: MAX_FILES, fileSize: maxFileBytes },
    });
  } catch {
    return undefined;
  }
}
