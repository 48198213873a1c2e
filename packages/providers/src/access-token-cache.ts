/**
 * Tokens that are asked for with a credential and good for a while. Each is asked for once, however many calls wait for
 * it, and again a minute before it expires. What is kept is memory of this process; a refusal is not kept.
 */

/** A token, and until when it is good. */
export interface AccessToken {
  readonly token: string;
  readonly expiresAtMs: number;
}

/** Calls under way may take so long to reach the provider. */
const MARGIN_MS = 60_000;
const MOST_TOKENS = 1_000;

export class AccessTokenCache {
  private readonly tokens = new Map<string, { asked: Promise<AccessToken>; expiresAtMs: number }>();

  /** `key` is all that the token depends on. Rejects as `ask` does. */
  async get(key: string, nowMs: number, ask: () => Promise<AccessToken>): Promise<string> {
    const known = this.tokens.get(key);
    if (known !== undefined && known.expiresAtMs - MARGIN_MS > nowMs) return (await known.asked).token;
    // Until it is there it can't expire.
    const entry = { asked: ask(), expiresAtMs: Infinity };
    this.remember(key, entry);
    try {
      const { token, expiresAtMs } = await entry.asked;
      entry.expiresAtMs = expiresAtMs;
      return token;
    } catch (error) {
      if (this.tokens.get(key) === entry) this.tokens.delete(key);
      throw error;
    }
  }

  private remember(key: string, entry: { asked: Promise<AccessToken>; expiresAtMs: number }): void {
    const [oldest] = this.tokens.keys();
    if (oldest !== undefined && this.tokens.size >= MOST_TOKENS) this.tokens.delete(oldest);
    this.tokens.set(key, entry);
  }
}
