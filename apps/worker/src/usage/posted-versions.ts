/**
 * The ledger version this process last posted of each tenant, to notice a Redis that went back in time: it then knows an
 * older one. Bounded; the tenants posted longest ago are forgotten.
 */
export class PostedVersions {
  readonly #versions = new Map<string, bigint>();
  readonly #capacity: number;

  constructor(capacity = 50_000) {
    this.#capacity = capacity;
  }

  /** Notes that Redis took this version, or knew a newer one. */
  posted(tenantId: string, version: string): void {
    const known = this.#versions.get(tenantId) ?? 0n;
    const next = BigInt(version);
    this.#versions.delete(tenantId);
    this.#versions.set(tenantId, next > known ? next : known);
    if (this.#versions.size <= this.#capacity) return;
    const [oldest] = this.#versions.keys();
    if (oldest !== undefined) this.#versions.delete(oldest);
  }

  /** Whether a version that Redis holds now is older than one it held before; a tenant it lost altogether is another case. */
  wentBackwards(tenantId: string, held: string | null): boolean {
    const known = this.#versions.get(tenantId);
    return known !== undefined && held !== null && BigInt(held) < known;
  }
}
