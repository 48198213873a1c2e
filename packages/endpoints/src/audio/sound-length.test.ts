import fc from 'fast-check';
import { expect, test } from 'vitest';
import { measureSeconds, mostSeconds, secondsText, type Sound } from './sound-length.js';

const soundOf = (bytes: Buffer, mediaType = 'audio/wav'): Sound => ({
  chunks: [bytes.subarray(0, 50), bytes.subarray(50)],
  bytes: bytes.length,
  mediaType,
  fileName: 'sound',
});

/** Plain sound of one channel and 16 bits. */
function wavOf(seconds: number, rate = 8000): Buffer {
  const data = Math.round(seconds * rate) * 2;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(data, 40);
  return Buffer.concat([head, Buffer.alloc(data)]);
}

/** MPEG-2 Layer III of 32 kbit/s, 24 kHz, one channel: frames of 96 bytes and 576 samples. */
function mp3Of(frames: number): Buffer {
  const frame = Buffer.alloc(96);
  frame.set([0xff, 0xf3, 0x44, 0xc0]);
  return Buffer.concat(Array.from({ length: frames }, () => frame));
}

test('uncompressed sound is measured by its header, and bounded closely', async () => {
  expect(await measureSeconds(soundOf(wavOf(3.5)))).toEqual({ seconds: '3.5', isMeasured: true });
  expect(mostSeconds(soundOf(wavOf(3.5)))).toBe(4);
});

test('compressed sound is measured, and bounded by its bytes alone', async () => {
  const sound = soundOf(mp3Of(250), 'audio/mpeg');
  const { seconds, isMeasured } = await measureSeconds(sound);
  expect(isMeasured).toBe(true);
  // 250 frames of 576 samples at 24 kHz.
  expect(Math.abs(Number(seconds) - 6)).toBeLessThan(0.1);
  expect(mostSeconds(sound)).toBe(Math.ceil((250 * 96) / 750));
});

test('what is no sound is estimated by its bytes, and says so', async () => {
  const noise = soundOf(Buffer.alloc(32_000, 'nonsense'), 'application/octet-stream');
  expect(await measureSeconds(noise)).toEqual({ seconds: '2', isMeasured: false });
});

test('a header that lies can’t make a recording longer than its bytes, nor last nothing', async () => {
  const short = wavOf(1);
  short.writeUInt32LE(0x7fffffff, 40);
  const { seconds } = await measureSeconds(soundOf(short));
  expect(Number(seconds)).toBeLessThanOrEqual(mostSeconds(soundOf(short)));
  const absurd = wavOf(1);
  absurd.writeUInt32LE(0xffffffff, 24);
  expect(mostSeconds(soundOf(absurd))).toBe(Math.ceil(absurd.length / 750));
});

test('any bytes have a length, and never one above the bound', async () => {
  const head = fc.constantFrom('', 'RIFF....WAVEfmt ', 'ID3', '\x1aE\xdf\xa3', 'OggS', 'fLaC', '....ftypM4A ');
  await fc.assert(
    fc.asyncProperty(head, fc.uint8Array({ maxLength: 2000 }), async (start, rest) => {
      const sound = soundOf(Buffer.concat([Buffer.from(start, 'latin1'), rest]));
      const { seconds } = await measureSeconds(sound);
      expect(seconds).toMatch(/^\d+(\.\d{1,3})?$/);
      expect(Number(seconds)).toBeLessThanOrEqual(Math.max(mostSeconds(sound), sound.bytes / 16_000));
    }),
    { numRuns: 60 },
  );
});

test('seconds are told to the millisecond', () => {
  expect([0, 1, 0.0004, 1.0005, 12.3456].map(secondsText)).toEqual(['0', '1', '0', '1.001', '12.346']);
});
