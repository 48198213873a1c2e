/**
 * Keeps the hold of a call without a bound ahead of what it delivers: when 70 % of a step is used it asks for another
 * one, or for what part of it the balance carries. Where it carries no more, reading stops at the edge and the call is
 * cut: prepaid never goes below zero. What is counted, tokens or money, is its owner's affair; it must be whole numbers.
 */

/**
 * Raises a call's hold so that it covers this much; false when the balance can't carry it. May be asked again for the
 * same number. Rejects when Redis can't be reached.
 */
export type HoldExtender = (total: number) => Promise<boolean>;

export interface HoldWatchOptions {
  /** What the hold covers now. */
  held: number;
  /** What is asked for at a time; as much again as is held when omitted. */
  step?: number;
  /** The last of a balance is not worth a round trip for less; 16 when omitted. */
  smallestStep?: number;
  /** Asks once more at the edge after a refusal: for calls so long that money may have come meanwhile. */
  asksAgain?: boolean;
  extend: HoldExtender;
  /** The call may be read on. */
  onExtended: () => void;
  /** No more can be delivered. */
  onExhausted: () => void;
}

const EXTEND_AT = 0.7;
const SMALLEST_STEP = 16;
/** A Redis that is away for as long as these tries together is taken for a refusal. */
const TRIES = 20;
const RETRY_PAUSE_MS = 250;

export class HoldWatch {
  private readonly options: HoldWatchOptions;
  private held: number;
  private asking = false;
  private refused = false;
  private stopped = false;

  constructor(options: HoldWatchOptions) {
    this.options = options;
    this.held = options.held;
  }

  /** What the hold covers now. */
  get covered(): number {
    return this.held;
  }

  /** Told how much was delivered; false when no more may be, for now or at all. */
  check(delivered: number): boolean {
    const left = this.held - delivered;
    if (!this.asking && !this.refused && left <= this.step * (1 - EXTEND_AT)) void this.ask();
    if (left > 0) return true;
    if (this.refused && this.options.asksAgain !== true) this.exhaust();
    else {
      this.stopped = true;
      if (!this.asking) void this.ask();
    }
    return false;
  }

  private get step(): number {
    return this.options.step ?? this.held;
  }

  private async ask(): Promise<void> {
    this.asking = true;
    const held = await this.extend();
    this.asking = false;
    const extended = held > this.held;
    this.held = held;
    this.refused = !extended;
    if (!this.stopped) return;
    this.stopped = false;
    if (extended) this.options.onExtended();
    else this.exhaust();
  }

  /** What the hold covers after as large a step as the balance carries. */
  private async extend(): Promise<number> {
    let failures = 0;
    const { smallestStep = SMALLEST_STEP } = this.options;
    for (let step = this.step; step >= smallestStep;) {
      try {
        if (await this.options.extend(this.held + step)) return this.held + step;
        step = Math.floor(step / 2);
      } catch {
        failures += 1;
        if (failures === TRIES) break;
        await pause();
      }
    }
    return this.held;
  }

  private exhaust(): void {
    this.options.onExhausted();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS).unref());
}
