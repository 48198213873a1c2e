/** How many tokens sound is, as OpenAI publishes it ("Realtime and audio: managing costs"). */

/** Sound that is read: a token for each 100 ms. */
const READ_PER_SECOND = 10;
/** Sound that is made: a token for each 50 ms. */
const MADE_PER_SECOND = 20;

export function soundTokensRead(seconds: number): number {
  return Math.ceil(seconds * READ_PER_SECOND);
}

export function soundTokensMade(seconds: number): number {
  return Math.ceil(seconds * MADE_PER_SECOND);
}
