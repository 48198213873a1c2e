/** MPEG-2 Layer III, no CRC, 32 kbit/s, 24 kHz, mono (ISO/IEC 13818-3): side information of zeros decodes to silence. */
const HEAD = [0xff, 0xf3, 0x44, 0xc0];
const FRAME_BYTES = 96;
const FRAMES_PER_SECOND = 24_000 / 576;

/** An MP3 that lasts so long and says nothing. */
export function silentMp3(seconds: number): Buffer {
  const frame = Buffer.alloc(FRAME_BYTES);
  frame.set(HEAD);
  return Buffer.concat(new Array<Buffer>(Math.ceil(seconds * FRAMES_PER_SECOND)).fill(frame));
}
