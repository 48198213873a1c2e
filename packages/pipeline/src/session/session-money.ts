/**
 * What a session costs while it runs, and whether its hold still covers it. The hold begins with a minute and an answer,
 * and grows by as much again, for those who pay ahead; it is compared with what the session has cost so far.
 */
import type { PricingWays } from '@turnpike/domain/pricing';
import { ratedTable } from '@turnpike/domain/pricing';
import { chargeFor, type PriceTable, unitAmount } from '@turnpike/domain/rating';
import { parseScaled, scaledToBaseUnitsUp } from '@turnpike/domain/scaled-amount';
import { NO_USAGE, type Usage } from '@turnpike/domain/usage';
import { isSpendingBounded } from '../hold-extension.js';
import { pricesOf } from '../prices-of.js';
import { HoldWatch } from '../relay/hold-watch.js';
import type { Dispatched } from '../tickets.js';

export interface SessionMoneyPort {
  /** Raises the hold to a total in base units; false when the balance can't carry it. */
  readonly extend: (total: bigint) => Promise<boolean>;
  /** The session may go on. */
  readonly onExtended: () => void;
  readonly onExhausted: () => void;
}

/** A balance's last part of a step that is still worth asking for. */
const SMALLEST_PART = 16;

export class SessionMoney {
  private readonly ticket: Dispatched;
  private readonly table: PriceTable;
  /** Null where nobody has a balance that could run out. */
  private readonly watch: HoldWatch | null;
  private waiting = false;

  constructor(ticket: Dispatched, ways: PricingWays, port: SessionMoneyPort) {
    this.ticket = ticket;
    const prices = pricesOf(ticket);
    this.table = ratedTable(prices, ways) ?? prices;
    this.watch = this.createWatch(port);
  }

  /** Whether nothing may be delivered until the hold has grown. */
  get isWaiting(): boolean {
    return this.waiting;
  }

  /** Told what was used so far; false when no more may be delivered, for now or at all. */
  covers(usage: Usage): boolean {
    if (this.watch === null) return true;
    // Base units are whole numbers, and of a hold far below 2^53: one is a thousandth of a millionth of a dollar.
    const covered = this.watch.check(Number(this.spent(usage)));
    this.waiting = !covered;
    return covered;
  }

  /** The part of a usage that this caller's prices are of: what a reaper, who knows no ways of pricing, can rate. */
  billed(usage: Usage): Usage {
    if (unitAmount(this.table, 'input_token') === undefined) return { ...NO_USAGE, seconds: usage.seconds };
    return this.table.second === undefined ? { ...usage, seconds: '0' } : usage;
  }

  private spent(usage: Usage): bigint {
    const { currency } = this.ticket.entitlement.planVersion;
    return scaledToBaseUnitsUp(parseScaled(chargeFor(this.table, usage)), currency);
  }

  private createWatch({ extend, onExtended, onExhausted }: SessionMoneyPort): HoldWatch | null {
    const { hold } = this.ticket;
    const grows = this.table.second !== undefined || unitAmount(this.table, 'input_token') !== undefined;
    if (hold === 0n || !grows || !isSpendingBounded(this.ticket)) return null;
    const step = Number(hold);
    return new HoldWatch({
      held: step,
      step,
      smallestStep: Math.ceil(step / SMALLEST_PART),
      asksAgain: true,
      extend: (total) => extend(BigInt(total)),
      onExtended: () => {
        this.waiting = false;
        onExtended();
      },
      onExhausted,
    });
  }
}
