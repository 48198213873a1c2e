/**
 * Keeps the hold of a stream without a bound ahead of what it delivers: at 70 % it asks for as much again, or for what
 * part of it the balance carries. Where it carries no more, reading stops at the edge and the stream is cut: prepaid
 * never goes below zero.
 */

/**
 * Raises a call's hold so that it covers this many output tokens; false when the balance can't carry it. May be asked
 * again for the same number. Rejects when Redis can't be reached.
 */
export type HoldExtender = (outputTokens: number) => Promise<boolean>;

export interface HoldWatchOptions {
  /** Output tokens the hold covers now. */
  heldTokens: number;
  extend: HoldExtender;
  /** The stream may be read on. */
  onExtended: () => void;
  /** No more can be delivered. */
  onExhausted: () => void;
}

const EXTEND_AT = 0.7;
/** The last of a balance is not worth a round trip for fewer tokens. */
const SMALLEST_STEP = 16;
/** A Redis that is away for as long as these tries together is taken for a refusal. */
const TRIES = 20;
const RETRY_PAUSE_MS = 250;

export class HoldWatch {
  private readonly options: HoldWatchOptions;
  private heldTokens: number;
  private asking = false;
  private refused = false;
  private stopped = false;

  constructor(options: HoldWatchOptions) {
    this.options = options;
    this.heldTokens = options.heldTokens;
  }

  /** Output tokens the hold covers now. */
  get covered(): number {
    return this.heldTokens;
  }

  /** Told how much was delivered; false when no more may be, for now or at all. */
  check(tokens: number): boolean {
    if (!this.asking && !this.refused && tokens >= this.heldTokens * EXTEND_AT) void this.ask();
    if (tokens < this.heldTokens) return true;
    if (this.refused) this.exhaust();
    else this.stopped = true;
    return false;
  }

  private async ask(): Promise<void> {
    this.asking = true;
    const held = await this.extend();
    this.asking = false;
    const extended = held > this.heldTokens;
    this.heldTokens = held;
    this.refused = !extended;
    if (!this.stopped) return;
    this.stopped = false;
    if (extended) this.options.onExtended();
    else this.exhaust();
  }

  /** Tokens the hold covers after as large a step as the balance carries. */
  private async extend(): Promise<number> {
    let failures = 0;
    for (let step = this.heldTokens; step >= SMALLEST_STEP;) {
      try {
        if (await this.options.extend(this.heldTokens + step)) return this.heldTokens + step;
        step = Math.floor(step / 2);
      } catch {
        failures += 1;
        if (failures === TRIES) break;
        await pause();
      }
    }
    return this.heldTokens;
  }

  private exhaust(): void {
    this.options.onExhausted();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS).unref());
}
