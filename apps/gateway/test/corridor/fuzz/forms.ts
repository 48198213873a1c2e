/** multipart/form-data in every way that it can be wrong, and one that is right. */
import { FILES } from './samples.js';

const part = (head: string, body: string | Buffer = 'x') =>
  Buffer.concat([Buffer.from(`--b\r\n${head}\r\n\r\n`, 'latin1'), Buffer.from(body), Buffer.from('\r\n')]);
const field = (name: string, value: string | Buffer = 'x') =>
  part(`content-disposition: form-data; name="${name}"`, value);
const fileOf = (key: string, name = 'a.wav', more = '') => {
  const file = FILES[key] as (typeof FILES)[string];
  return part(
    `content-disposition: form-data; name="${file.field}"; filename="${name}"\r\ncontent-type: ${file.type}${more}`,
    file.bytes,
  );
};
const whole = (key: string) => [fileOf(key), field('model', 'openai'), field('prompt', 'p')];
const end = Buffer.from('--b--\r\n');

/** A form's name, what stands behind its type, and its bytes for an operation. */
type Form = readonly [string, string, (key: string) => readonly Buffer[]];

export const FORMS: readonly Form[] = [
  ['whole', '; boundary=b', (key) => [...whole(key), end]],
  ['no boundary', '', (key) => [...whole(key), end]],
  ['an empty boundary', '; boundary=', (key) => [...whole(key), end]],
  ['a quoted boundary', '; boundary="b"', (key) => [...whole(key), end]],
  ['another boundary', '; boundary=c', (key) => [...whole(key), end]],
  ['an endless boundary', `; boundary=${'b'.repeat(2_000)}`, (key) => [...whole(key), end]],
  ['no end', '; boundary=b', whole],
  ['nothing', '; boundary=b', () => []],
  ['its end alone', '; boundary=b', () => [end]],
  ['an end in the middle', '; boundary=b', (key) => [fileOf(key), end, field('model', 'openai'), end]],
  ['half of a file', '; boundary=b', (key) => [field('model', 'openai'), fileOf(key).subarray(0, 200)]],
  ['no file', '; boundary=b', () => [field('model', 'openai'), field('prompt'), end]],
  ['two files', '; boundary=b', (key) => [...whole(key), fileOf(key), end]],
  [
    'forty files',
    '; boundary=b',
    (key) => [...whole(key), ...Array.from({ length: 40 }, () => fileOf(key).subarray(0)), end],
  ],
  ['no model', '; boundary=b', (key) => [fileOf(key), end]],
  ['two models', '; boundary=b', (key) => [...whole(key), field('model', 'openai'), end]],
  [
    'a file where a text is due',
    '; boundary=b',
    (key) => [fileOf(key), part('content-disposition: form-data; name="model"; filename="m"', 'openai'), end],
  ],
  [
    'a text where a file is due',
    '; boundary=b',
    (key) => [field((FILES[key] as { field: string }).field), field('model', 'openai'), end],
  ],
  ['parts without headers', '; boundary=b', (key) => [...whole(key), part('', ''), end]],
  ['parts without names', '; boundary=b', (key) => [...whole(key), part('content-disposition: form-data'), end]],
  [
    'another disposition',
    '; boundary=b',
    (key) => [...whole(key), part('content-disposition: attachment; name="a"'), end],
  ],
  [
    'a prototype',
    '; boundary=b',
    (key) => [...whole(key), field('__proto__'), field('constructor'), field('toString'), end],
  ],
  [
    'huge headers',
    '; boundary=b',
    (key) => [...whole(key), part(`content-disposition: form-data; name="a"\r\nx-a: ${'y'.repeat(40_000)}`), end],
  ],
  [
    'many headers',
    '; boundary=b',
    (key) => [...whole(key), part(`content-disposition: form-data; name="a"${'\r\nx-a: y'.repeat(200)}`), end],
  ],
  [
    'many fields',
    '; boundary=b',
    (key) => [...whole(key), ...Array.from({ length: 200 }, (_, index) => field(`f${index}`)), end],
  ],
  ['a huge field', '; boundary=b', (key) => [...whole(key), field('prompt', 'p'.repeat(200_000)), end]],
  ['a huge name', '; boundary=b', (key) => [...whole(key), field('n'.repeat(5_000)), end]],
  [
    'a form in the form',
    '; boundary=b',
    (key) => [
      ...whole(key),
      part(
        'content-disposition: form-data; name="a"\r\ncontent-type: multipart/mixed; boundary=c',
        '--c\r\n\r\nx\r\n--c--',
      ),
      end,
    ],
  ],
  [
    'names with line ends',
    '; boundary=b',
    (key) => [fileOf(key, 'a%0d%0a"\\'), field('model', 'openai'), field('a%22; b="'), end],
  ],
  [
    'names in no UTF-8',
    '; boundary=b',
    (key) => [fileOf(key, '\xff\xfe'), field('model', 'openai'), field('\xff'), end],
  ],
  [
    'texts in no UTF-8',
    '; boundary=b',
    (key) => [fileOf(key), field('model', Buffer.from([0xff, 0xfe])), field('prompt', Buffer.from([0xc3, 0x28])), end],
  ],
  [
    'another encoding',
    '; boundary=b',
    (key) => [fileOf(key, 'a.wav', '\r\ncontent-transfer-encoding: base64'), field('model', 'openai'), end],
  ],
  [
    'line feeds alone',
    '; boundary=b',
    (key) => [
      Buffer.from(
        Buffer.concat([...whole(key), end])
          .toString('latin1')
          .replaceAll('\r\n', '\n'),
        'latin1',
      ),
    ],
  ],
  ['noise', '; boundary=b', () => [Buffer.from('--b--b\r\n--b\r\n--b\r\n\r\n--b'.repeat(500))]],
];
