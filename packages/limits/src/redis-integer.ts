/**
 * Redis counts in 64 bits: 9.2 thousand million USD, or IDR, in base units. Amounts beyond are told to it so that it
 * errs low on what is available, and never so that a script breaks off between two writes.
 */
const MAX_INTEGER = 2n ** 63n - 1n;
const MAX_POSTED = 2n ** 62n;

/** A hold as Redis can undo it: one that is capped is more than any posted balance carries. */
export function countableHold(hold: bigint): bigint {
  return hold > MAX_INTEGER ? MAX_INTEGER : hold;
}

/** A charge as Redis can count and drop it; zero for one beyond, which is left to the ledger. */
export function countableCharge(charge: bigint): bigint {
  return charge > MAX_INTEGER ? 0n : charge;
}

/** A posted balance with room for holds and pending charges: at most 2^62 either way. */
export function countableBalance(posted: bigint): bigint {
  if (posted > MAX_POSTED) return MAX_POSTED;
  return posted < -MAX_POSTED ? -MAX_POSTED : posted;
}

/** Whether a hold can be of this size. */
export function isCountable(hold: bigint): boolean {
  return hold <= MAX_INTEGER;
}

/** A budget, or what is recorded against one, with room for what is held and pending: from nothing to 2^62. */
export function countableLimit(amount: bigint): bigint {
  if (amount > MAX_POSTED) return MAX_POSTED;
  return amount < 0n ? 0n : amount;
}
