const HEADER_BYTES = 44;
const PCM = 1;
const CHANNELS = 1;
const BYTES_PER_SAMPLE = 2;

/** Samples a second, as OpenAI's raw PCM has them. */
export const SAMPLE_RATE = 24_000;

/** Unhurried reading: about 150 words of five letters and a space a minute. */
const CHARACTERS_PER_SECOND = 15;
const TONES_HZ = [220, 247, 277, 294, 330, 370, 415, 440];
const LOUDNESS = 8_000;

/** Seconds it takes to say a text: by its characters, at least a tenth. */
export function secondsToSay(text: string, speed: number): number {
  return Math.max(0.1, Math.round((text.length / CHARACTERS_PER_SECOND / speed) * 10) / 10);
}

/** The text as sound: 16-bit little-endian samples of one tone per character. */
export function sayAsTones(text: string, speed: number): Buffer {
  const samples = Math.round(secondsToSay(text, speed) * SAMPLE_RATE);
  const bytes = Buffer.alloc(samples * BYTES_PER_SAMPLE);
  const samplesPerCharacter = Math.max(1, samples / Math.max(1, text.length));
  for (let index = 0; index < samples; index += 1) {
    const tone = TONES_HZ[text.charCodeAt(Math.floor(index / samplesPerCharacter)) % TONES_HZ.length] ?? 440;
    const height = Math.sin((2 * Math.PI * tone * index) / SAMPLE_RATE);
    bytes.writeInt16LE(Math.round(height * LOUDNESS), index * BYTES_PER_SAMPLE);
  }
  return bytes;
}

/** The RIFF/WAVE header of so many bytes of samples made by {@link sayAsTones}. */
export function wavHeader(sampleBytes: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(HEADER_BYTES - 8 + sampleBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(PCM, 20);
  header.writeUInt16LE(CHANNELS, 22);
  header.writeUInt32LE(SAMPLE_RATE, 24);
  header.writeUInt32LE(SAMPLE_RATE * CHANNELS * BYTES_PER_SAMPLE, 28);
  header.writeUInt16LE(CHANNELS * BYTES_PER_SAMPLE, 32);
  header.writeUInt16LE(BYTES_PER_SAMPLE * 8, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(sampleBytes, 40);
  return header;
}
