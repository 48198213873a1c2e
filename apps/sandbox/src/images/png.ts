import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';

const compress = promisify(deflate);

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const PALETTE_COLOURS = 8;
const BITS_PER_PIXEL = 8;
const COLOUR_TYPE_PALETTE = 3;
const BAND_PIXELS = 32;

/** Width and height in pixels. */
export interface PictureSize {
  width: number;
  height: number;
}

/**
 * A real PNG (ISO/IEC 15948): diagonal bands in colours that depend on the subject alone, so that the same words draw
 * the same picture.
 */
export async function drawPng(subject: string, size: PictureSize): Promise<Buffer> {
  const seed = crc32(subject);
  const pixels = await compress(drawBands(seed, size), { level: 1 });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header(size)),
    chunk('PLTE', palette(seed)),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The size of a PNG or a JPEG that begins with these bytes; undefined where they aren't one of the two. */
export function pictureSize(bytes: Buffer): PictureSize | undefined {
  if (bytes.length >= 24 && bytes.subarray(0, 8).equals(SIGNATURE)) {
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  return bytes.length >= 4 && bytes.readUInt16BE(0) === 0xffd8 ? jpegSize(bytes) : undefined;
}

/** Walks the segments of a JPEG (ITU-T T.81, B.2) to the frame header, which holds the size. */
function jpegSize(bytes: Buffer): PictureSize | undefined {
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

function header({ width, height }: PictureSize): Buffer {
  const bytes = Buffer.alloc(13);
  bytes.writeUInt32BE(width, 0);
  bytes.writeUInt32BE(height, 4);
  bytes[8] = BITS_PER_PIXEL;
  bytes[9] = COLOUR_TYPE_PALETTE;
  return bytes;
}

function palette(seed: number): Buffer {
  const bytes = Buffer.alloc(PALETTE_COLOURS * 3);
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = (Math.imul(seed ^ Math.imul(index + 1, 0x9e3779b1), 0x85ebca6b) >>> 24) & 0xff;
  }
  return bytes;
}

/** One byte a pixel, and before each row the byte that says it is unfiltered. */
function drawBands(seed: number, { width, height }: PictureSize): Buffer {
  const stride = width + 1;
  const bytes = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += BAND_PIXELS) {
      const colour = (Math.floor((x + y) / BAND_PIXELS) + seed) % PALETTE_COLOURS;
      const start = y * stride + 1 + x;
      bytes.fill(colour, start, Math.min(start + BAND_PIXELS, (y + 1) * stride));
    }
  }
  return bytes;
}

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}
