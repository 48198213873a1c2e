/** The catalogue in force in this process. A stale one keeps serving; its age shows in a metric. */
import type { CatalogueStore } from '@turnpike/pipeline/services';
import type { Catalogue } from '@turnpike/pipeline/catalogue';

export interface CatalogueSnapshotOptions {
  load: () => Promise<Catalogue>;
  /** Looks for changes now, bounded in rate; the feed calls {@link CatalogueSnapshot.reload} when there are any. */
  poke: () => Promise<boolean>;
}

export class CatalogueSnapshot implements CatalogueStore {
  private readonly options: CatalogueSnapshotOptions;
  private catalogue: Catalogue | null = null;
  private loadedAtMs = 0;

  constructor(options: CatalogueSnapshotOptions) {
    this.options = options;
  }

  current(): Catalogue | null {
    return this.catalogue;
  }

  async refresh(): Promise<boolean> {
    const before = this.catalogue;
    const changed = await this.options.poke();
    return changed || this.catalogue !== before;
  }

  async reload(): Promise<void> {
    this.catalogue = await this.options.load();
    this.loadedAtMs = Date.now();
  }

  /** Milliseconds since the catalogue in force was compiled. */
  ageMs(): number {
    return Date.now() - this.loadedAtMs;
  }
}
