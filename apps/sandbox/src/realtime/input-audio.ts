import { BYTES_PER_SECOND, secondsOf } from './sound.js';

/** Where speech began or ended, in the session's milliseconds of sound; what an end leaves behind is still to be heard. */
export type Turn = { kind: 'started' | 'stopped'; atMs: number };

const FRAME_MS = 20;
const FRAME_BYTES = (BYTES_PER_SECOND / 1_000) * FRAME_MS;
/** Of 32,767: the sandbox's own voice reaches 8,000. */
const LOUD = 1_000;
/** Half an hour. */
const MAX_BYTES = 30 * 60 * BYTES_PER_SECOND;

/**
 * Sound that was sent and isn't part of the conversation yet. Told to tell turns apart, it goes by loudness: speech begins
 * with the first loud stretch of 20 ms, and ends with the stretch that makes the silence after it long enough.
 */
export class InputAudio {
  private parts: Buffer[] = [];
  private bytes = 0;
  /** Heard so far, of the session. */
  private heardMs = 0;
  private silentMs = 0;
  private isSpeech = false;
  private unheard: Buffer[] = [];

  get seconds(): number {
    return secondsOf(this.bytes);
  }

  hasRoomFor(sound: Buffer): boolean {
    return this.bytes + sound.length <= MAX_BYTES;
  }

  append(sound: Buffer): void {
    this.parts.push(sound);
    this.bytes += sound.length;
  }

  /** The same, where turns are told apart: yields each begin and end; whoever asks takes the sound at an end. */
  *hear(sound: Buffer, silenceMs: number): Generator<Turn> {
    const all = Buffer.concat([...this.unheard, sound]);
    this.unheard = [];
    let at = 0;
    for (; at + FRAME_BYTES <= all.length; at += FRAME_BYTES) {
      const frame = all.subarray(at, at + FRAME_BYTES);
      this.append(frame);
      const turn = this.judge(isLoud(frame), silenceMs);
      this.heardMs += FRAME_MS;
      if (turn !== undefined) yield { kind: turn, atMs: this.heardMs };
    }
    this.unheard = at < all.length ? [all.subarray(at)] : [];
  }

  /** All of it; it is empty afterwards. */
  take(): Buffer {
    const sound = Buffer.concat([...this.parts, ...this.unheard]);
    this.clear();
    return sound;
  }

  clear(): void {
    this.parts = [];
    this.unheard = [];
    this.bytes = 0;
    this.silentMs = 0;
    this.isSpeech = false;
  }

  private judge(loud: boolean, silenceMs: number): Turn['kind'] | undefined {
    this.silentMs = loud ? 0 : this.silentMs + FRAME_MS;
    if (!this.isSpeech && loud) {
      this.isSpeech = true;
      return 'started';
    }
    if (!this.isSpeech || this.silentMs < silenceMs || loud) return undefined;
    this.isSpeech = false;
    return 'stopped';
  }
}

function isLoud(frame: Buffer): boolean {
  for (let at = 0; at < frame.length; at += 2) if (Math.abs(frame.readInt16LE(at)) >= LOUD) return true;
  return false;
}
