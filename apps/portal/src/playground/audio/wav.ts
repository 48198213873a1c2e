/** Sound as a WAV file (RIFF, PCM of 16 bits), which every model that hears takes and whose length its header says. */

const HEADER_BYTES = 44;
const BYTES_PER_SAMPLE = 2;
const LOUDEST = 32_767;
const PCM = 1;

/** One channel, mixed of those given; samples are between -1 and 1. */
export function encodeWav(channels: readonly Float32Array[], sampleRate: number): ArrayBuffer {
  const length = channels[0]?.length ?? 0;
  const bytes = new ArrayBuffer(HEADER_BYTES + length * BYTES_PER_SAMPLE);
  const view = new DataView(bytes);
  writeHeader(view, { dataBytes: length * BYTES_PER_SAMPLE, sampleRate });
  for (let index = 0; index < length; index++) {
    const mixed = channels.reduce((sum, channel) => sum + (channel[index] ?? 0), 0) / channels.length;
    view.setInt16(HEADER_BYTES + index * BYTES_PER_SAMPLE, Math.max(-1, Math.min(1, mixed)) * LOUDEST, true);
  }
  return bytes;
}

function writeHeader(view: DataView, { dataBytes, sampleRate }: { dataBytes: number; sampleRate: number }): void {
  const word = (at: number, text: string) => {
    for (const [index, letter] of [...text].entries()) view.setUint8(at + index, letter.charCodeAt(0));
  };
  word(0, 'RIFF');
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  word(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * BYTES_PER_SAMPLE, true);
  view.setUint16(32, BYTES_PER_SAMPLE, true);
  view.setUint16(34, BYTES_PER_SAMPLE * 8, true);
  word(36, 'data');
  view.setUint32(40, dataBytes, true);
}
