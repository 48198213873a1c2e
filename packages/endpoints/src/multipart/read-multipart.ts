/**
 * multipart/form-data as it comes in: fields as texts, files as the pieces they arrived in, never put together. Refuses
 * at the byte that goes over a limit. Takes any stream; holds no more of it than the limits allow.
 */
import type { Readable } from 'node:stream';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { ApiError } from '@turnpike/errors/api-error';
import type { MediaCall, UploadedFile } from '../media.js';

export interface MultipartLimits {
  /** Of the whole body. */
  readonly bytes: number;
  readonly files: number;
}

/** No operation has nearly as many; a field holds a prompt at most. */
const MOST_FIELDS = 128;
const MOST_FIELD_BYTES = 1024 * 1024;
const MOST_NAME_LENGTH = 200;
const MULTIPART_TYPE = /^multipart\/form-data\s*;/i;

/** Whether a body of this type can be read. */
export function isMultipart(contentType: string | undefined): contentType is string {
  return contentType !== undefined && MULTIPART_TYPE.test(contentType);
}

/** Reads a body to its end. `client_gone`: it ended before that. Never rejects. */
export function readMultipart(
  source: Readable,
  contentType: string,
  limits: MultipartLimits,
): Promise<MediaCall | ApiError | 'client_gone'> {
  return new Promise((resolve) => {
    const reading = new Reading(source, limits, resolve);
    reading.start(contentType);
  });
}

class Reading {
  private readonly source: Readable;
  private readonly limits: MultipartLimits;
  private readonly resolve: (outcome: MediaCall | ApiError | 'client_gone') => void;
  private readonly fields = new Map<string, string[]>();
  private readonly files: UploadedFile[] = [];
  private parser: BusboyInstance | null = null;
  private bytes = 0;
  private isDone = false;

  constructor(
    source: Readable,
    limits: MultipartLimits,
    resolve: (outcome: MediaCall | ApiError | 'client_gone') => void,
  ) {
    this.source = source;
    this.limits = limits;
    this.resolve = resolve;
  }

  start(contentType: string): void {
    const parser = this.createParser(contentType);
    if (parser === null) return this.finish(malformed('has no boundary'));
    this.parser = parser;
    parser.on('field', (...[name, value, , isCut]) => this.addField(name, value, isCut));
    parser.on('file', (...[name, stream, fileName, , mediaType]) => {
      this.addFile({ name, fileName, mediaType }, stream);
    });
    parser.on('fieldsLimit', () => this.finish(malformed(`has more than ${MOST_FIELDS} fields`)));
    parser.on('filesLimit', () => this.finish(malformed(`has more than ${this.limits.files} files`)));
    parser.on('error', () => this.finish(malformed('is broken or ends too early')));
    parser.on('finish', () => this.finish({ body: this.body(), files: this.files }));
    this.source.on('error', () => this.finish('client_gone'));
    this.source.on('close', () => {
      if (!this.source.readableEnded) this.finish('client_gone');
    });
    this.source.on('data', (chunk: Buffer) => this.take(chunk, parser));
    this.source.on('end', () => parser.end());
  }

  private createParser(contentType: string): BusboyInstance | null {
    try {
      return new Busboy({
        headers: { 'content-type': contentType },
        limits: {
          fieldSize: MOST_FIELD_BYTES,
          fields: MOST_FIELDS,
          files: this.limits.files,
          headerPairs: 32,
          headerSize: 16 * 1024,
        },
      });
    } catch {
      return null;
    }
  }

  private take(chunk: Buffer, parser: BusboyInstance): void {
    this.bytes += chunk.length;
    if (this.bytes > this.limits.bytes) {
      const message = `The request body is larger than the limit of ${this.limits.bytes} bytes.`;
      return this.finish(new ApiError('payload_too_large', { message }));
    }
    if (parser.write(chunk)) return;
    this.source.pause();
    parser.once('drain', () => this.source.resume());
  }

  /** The parser's types promise a name; a part need have none. */
  private addField(name: string | undefined, value: string, isCut: boolean): void {
    if (name === undefined) return this.finish(malformed('has a part without a name'));
    if (name.length > MOST_NAME_LENGTH) return this.finish(malformed('has a field whose name is too long'));
    if (isCut) return this.finish(malformed(`has a field of more than ${MOST_FIELD_BYTES} bytes`));
    const values = this.fields.get(name);
    if (values === undefined) this.fields.set(name, [value]);
    else values.push(value);
  }

  private addFile(part: { name: string | undefined; fileName: string; mediaType: string }, stream: Readable): void {
    const { name: field, mediaType } = part;
    if (field === undefined) return this.finish(malformed('has a file without a name'));
    const chunks: Buffer[] = [];
    let bytes = 0;
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
    });
    stream.on('error', () => this.finish(malformed('is broken or ends too early')));
    stream.on('end', () => {
      this.files.push({ field, fileName: part.fileName ?? '', mediaType, chunks, bytes });
    });
  }

  /** Names as they were sent, brackets included; one that was given several times is a list. */
  private body(): Readonly<Record<string, unknown>> {
    return Object.fromEntries([...this.fields].map(([name, values]) => [name, values.length > 1 ? values : values[0]]));
  }

  private finish(outcome: MediaCall | ApiError | 'client_gone'): void {
    if (this.isDone) return;
    this.isDone = true;
    this.parser?.removeAllListeners();
    // What still comes must neither fill memory nor fail for want of a listener.
    this.parser?.on('error', () => {});
    this.source.removeAllListeners('data');
    this.source.on('error', () => {});
    this.source.resume();
    this.resolve(outcome);
  }
}

function malformed(what: string): ApiError {
  return new ApiError('invalid_parameter', { message: `The multipart body ${what}.` });
}
