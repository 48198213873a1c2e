import { createHash } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { ApiError } from '@turnpike/errors/api-error';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MediaCall } from '../media.js';
import { isMultipart, readMultipart } from './read-multipart.js';
import { writeMultipart } from './write-multipart.js';

const LIMITS = { bytes: 1_000_000, files: 3 };

/** A body as a browser or an SDK sends it, in pieces of that many bytes. */
async function formOf(fields: [string, string | File][], pieceBytes = 7) {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  const response = new Response(form);
  return {
    type: response.headers.get('content-type') ?? '',
    source: inPieces(Buffer.from(await response.arrayBuffer()), pieceBytes),
  };
}

function inPieces(bytes: Buffer, pieceBytes: number): Readable {
  const count = Math.ceil(bytes.length / pieceBytes);
  return Readable.from(
    Array.from({ length: count }, (_, index) => bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes)),
    { objectMode: false },
  );
}

const contentOf = ({ chunks }: { chunks: readonly Buffer[] }) => Buffer.concat(chunks).toString();

describe('reading', () => {
  test('fields and files, whatever their order, at any size of piece', async () => {
    for (const pieceBytes of [1, 7, 100_000]) {
      const { type, source } = await formOf(
        [
          ['file', new File(['sound\r\n--not-the-end\r\n'], 'ä "b".wav', { type: 'audio/wav' })],
          ['model', 'whisper'],
          ['timestamp_granularities[]', 'word'],
          ['keywords', 'one'],
          ['keywords', 'two'],
          ['prompt', 'Grüße'],
        ],
        pieceBytes,
      );
      const call = (await readMultipart(source, type, LIMITS)) as MediaCall;
      expect(call.body).toEqual({
        model: 'whisper',
        'timestamp_granularities[]': 'word',
        keywords: ['one', 'two'],
        prompt: 'Grüße',
      });
      expect(call.files).toMatchObject([{ field: 'file', mediaType: 'audio/wav', bytes: 22 }]);
      expect(call.files.map(contentOf)).toEqual(['sound\r\n--not-the-end\r\n']);
    }
  });

  test.each([
    ['a field without a name', 'content-disposition: form-data\r\n\r\nx'],
    ['a file without a name', 'content-disposition: form-data; filename="a"\r\n\r\nx'],
  ])('refuses %s', async (_, part) => {
    const body = Buffer.from(`--b\r\n${part}\r\n--b--\r\n`);
    const refused = await readMultipart(Readable.from([body]), 'multipart/form-data; boundary=b', LIMITS);
    expect(refused).toMatchObject({
      code: 'invalid_parameter',
      message: expect.stringContaining('without a name') as string,
    });
  });

  test('whatever bytes of a form are changed, it is read or refused', async () => {
    const whole = Buffer.from(
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\ncontent-type: audio/wav\r\n\r\nx\r\n' +
        '--b\r\ncontent-disposition: form-data; name="model"\r\n\r\nm\r\n--b--\r\n',
    );
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(20), fc.string({ unit: 'binary', maxLength: 4 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        let text = whole.toString('latin1');
        for (const [at, length, by] of changes) text = text.slice(0, at) + by + text.slice(at + length);
        const source = Readable.from([Buffer.from(text, 'latin1')]);
        const read = await readMultipart(source, 'multipart/form-data; boundary=b', LIMITS);
        if (read !== 'client_gone' && !(read instanceof ApiError))
          expect(read.files.every(({ field }) => typeof field === 'string')).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('an empty form and an empty file', async () => {
    const empty = await formOf([['file', new File([], 'x')]]);
    expect(await readMultipart(empty.source, empty.type, LIMITS)).toMatchObject({ files: [{ bytes: 0 }] });
    const nothing = await formOf([]);
    expect(await readMultipart(nothing.source, nothing.type, LIMITS)).toEqual({ body: {}, files: [] });
  });

  test.each<[string, [string, string | File][], string]>([
    ['too many files', Array.from({ length: 4 }, (_, i) => [`f${i}`, new File(['x'], 'x')]), 'invalid_parameter'],
    ['too many fields', Array.from({ length: 129 }, (_, i) => [`f${i}`, 'x']), 'invalid_parameter'],
    ['a field that is too long', [['prompt', 'x'.repeat(1024 * 1024 + 1)]], 'payload_too_large'],
    ['a name that is too long', [['n'.repeat(201), 'x']], 'invalid_parameter'],
    ['too many bytes', [['file', new File(['x'.repeat(1_000_001)], 'x')]], 'payload_too_large'],
  ])('refuses %s', async (_, fields, code) => {
    const { type, source } = await formOf(fields, 16_384);
    expect(await readMultipart(source, type, LIMITS)).toMatchObject({ code });
  });

  test('refuses a field that is too long by itself', async () => {
    const { type, source } = await formOf([['prompt', 'x'.repeat(1024 * 1024 + 1)]], 16_384);
    expect(await readMultipart(source, type, { ...LIMITS, bytes: 9_000_000 })).toMatchObject({
      code: 'invalid_parameter',
    });
  });

  test('over the limit nothing more is kept', async () => {
    const source = new PassThrough();
    const outcome = readMultipart(source, 'multipart/form-data; boundary=b', { bytes: 100, files: 1 });
    source.write('--b\r\ncontent-disposition: form-data; name="file"; filename="x"\r\n\r\n');
    source.write('x'.repeat(101));
    expect(await outcome).toMatchObject({ code: 'payload_too_large' });
    expect(source.listenerCount('data')).toBe(0);
    for (let piece = 0; piece < 50; piece += 1) source.write('y'.repeat(1000));
    await new Promise((resolve) => source.end(resolve));
  });

  test('a caller that leaves is gone', async () => {
    const source = new PassThrough();
    const outcome = readMultipart(source, 'multipart/form-data; boundary=b', LIMITS);
    source.write('--b\r\n');
    source.destroy();
    expect(await outcome).toBe('client_gone');
    const failing = new PassThrough();
    const failed = readMultipart(failing, 'multipart/form-data; boundary=b', LIMITS);
    failing.destroy(new Error('reset'));
    expect(await failed).toBe('client_gone');
  });

  test.each([
    ['multipart/form-data', ''],
    ['multipart/form-data; boundary=', '--b--'],
    ['multipart/form-data; boundary=b', '--b\r\ncontent-disposition: form-data; name="x"\r\n\r\nhalf'],
    ['multipart/form-data; boundary=b', 'no boundary in sight'],
  ])('%s with a body like "%s" is refused', async (type, body) => {
    const outcome = await readMultipart(inPieces(Buffer.from(body), 5), type, LIMITS);
    expect(outcome).toBeInstanceOf(ApiError);
  });

  test('bytes of any kind are read or refused, and never hang', async () => {
    const piece = fc.constantFrom(
      '--b',
      '\r\n',
      '--',
      'content-disposition: form-data; name="x"',
      '; filename="y"',
      ':',
      'x',
      '\0',
      'content-type: a/b',
      '"',
      '=?',
      '%',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), fc.integer({ min: 1, max: 9 }), async (pieces, size) => {
        const outcome = await readMultipart(
          inPieces(Buffer.from(pieces.join('')), size),
          'multipart/form-data; boundary=b',
          LIMITS,
        );
        expect(outcome).not.toBe('client_gone');
      }),
    );
  });

  test('a body is known by its type', () => {
    expect(['multipart/form-data; boundary=x', 'Multipart/Form-Data ;boundary=x'].every(isMultipart)).toBe(true);
    expect(
      [undefined, 'multipart/form-data', 'application/json', 'multipart/mixed; boundary=x'].some(isMultipart),
    ).toBe(false);
  });
});

describe('writing', () => {
  test('says what was read, with the model exchanged', async () => {
    const bytes = Uint8Array.from({ length: 50_000 }, (_, index) => (index * 7) % 256);
    const { type, source } = await formOf(
      [
        ['file', new File([bytes], 'a "quoted"\nname.bin', { type: 'audio/mpeg' })],
        ['model', 'public-1'],
        ['include[]', 'logprobs'],
        ['stream', 'true'],
        ['keywords', 'one'],
        ['keywords', 'two'],
      ],
      1000,
    );
    const call = (await readMultipart(source, type, LIMITS)) as MediaCall;
    const body = writeMultipart(call, { changes: { model: 'up-1', stream: null }, boundary: 'req_0123456789abcdef' });
    expect(body.bytes).toBe(Buffer.concat(body.chunks).length);
    // The platform's own parser is the judge.
    const form = await new Response(Buffer.concat(body.chunks), {
      headers: { 'content-type': body.contentType },
    }).formData();
    expect([...form.keys()]).toEqual(['include[]', 'keywords', 'keywords', 'model', 'file']);
    expect([form.get('model'), form.getAll('include[]')]).toEqual(['up-1', ['logprobs']]);
    const file = form.get('file') as File;
    expect(file.type).toBe('audio/mpeg');
    const digest = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
    expect(digest(await file.bytes())).toBe(digest(bytes));
  });

  test('copies no file', async () => {
    const { type, source } = await formOf([['file', new File(['x'.repeat(5000)], 'x')]], 1000);
    const call = (await readMultipart(source, type, LIMITS)) as MediaCall;
    const { chunks } = writeMultipart(call, { changes: {}, boundary: 'b' });
    expect(call.files[0]?.chunks.every((chunk) => chunks.includes(chunk))).toBe(true);
  });

  test('nothing a caller sends ends a line of a part’s head', () => {
    const file = { field: 'f"\r\nx: y', fileName: 'a"\r\nb: c', mediaType: 'a/b\r\nx: y', chunks: [], bytes: 0 };
    const { chunks } = writeMultipart({ body: { 'n"\r\nx: y': 'v' }, files: [file] }, { changes: {}, boundary: 'b' });
    const heads = Buffer.concat(chunks)
      .toString()
      .split('\r\n')
      .filter((line) => line.includes(': '));
    expect(heads).toEqual([
      'content-disposition: form-data; name="n%22%0D%0Ax: y"',
      'content-disposition: form-data; name="f%22%0D%0Ax: y"; filename="a%22%0D%0Ab: c"',
      'content-type: application/octet-stream',
    ]);
  });
});
