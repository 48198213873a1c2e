/** Callers and catalogue of one process, kept fresh by the change feed: what the corridor reads of the control plane. */
import type { Database } from '@turnpike/db/client';
import { type CredentialKeys, open, providerBinding } from '@turnpike/management/credentials/secret-box';
import { hashKey } from '@turnpike/management/keys/key-hash';
import { loadCallerById, loadCallerByKeyHash } from '@turnpike/management/snapshot/load-caller';
import { loadCatalogue } from '@turnpike/management/snapshot/load-catalogue';
import { CallerCache } from './caller-cache.js';
import { CatalogueSnapshot } from './catalogue-snapshot.js';
import { ChangeFeed } from './change-feed.js';
import { compileCatalogue, type OpenCredentials } from './compile-catalogue.js';

export interface SnapshotOptions {
  db: Database;
  databaseUrl: string;
  /** 32 bytes in base64 that key hashes are keyed with. */
  keyPepper: string;
  /** What opens providers' credentials. */
  credentialKeys: CredentialKeys;
  /** Callers kept in memory. */
  callersKept: number;
  onError: (error: unknown, context: string) => void;
}

export interface Snapshot {
  callers: CallerCache;
  catalogue: CatalogueSnapshot;
  feed: ChangeFeed;
  /** Loads the catalogue and keeps all of it fresh from now on. Rejects when Postgres can't be reached; may be asked again. */
  start(): Promise<void>;
}

/** Nothing is asked of Postgres before `start`. */
export function createSnapshot(options: SnapshotOptions): Snapshot {
  const { db, databaseUrl, onError } = options;
  const openCredentials = createCredentialOpener(options);
  const pepper = Buffer.from(options.keyPepper, 'base64');
  const callers = new CallerCache({
    capacity: options.callersKept,
    load: (credential) => loadCallerByKeyHash(db, hashKey(pepper, credential)),
    loadById: (keyId) => loadCallerById(db, keyId),
  });
  const catalogue: CatalogueSnapshot = new CatalogueSnapshot({
    load: async () => compileCatalogue(await loadCatalogue(db), openCredentials),
    poke: () => feed.poke(),
  });
  const feed: ChangeFeed = new ChangeFeed({
    pool: db.pool,
    databaseUrl,
    onError: (error) => onError(error, 'change feed'),
    async onChanges(changes) {
      for (const { kind, tenantId } of changes)
        if (kind === 'caller' && tenantId !== null) callers.forgetTenant(tenantId);
      if (changes.some(({ kind }) => kind === 'catalogue')) await catalogue.reload();
    },
  });
  let following = false;
  return {
    callers,
    catalogue,
    feed,
    async start() {
      // The feed first: what changes while the catalogue loads is then heard of.
      if (!following) await feed.start();
      following = true;
      await catalogue.reload();
    },
  };
}

/** A credential that can't be opened is told of, with the key it would take, and left out; the catalogue stays whole. */
function createCredentialOpener({ credentialKeys, onError }: SnapshotOptions): OpenCredentials {
  return ({ id: providerId, slug, credentials }) =>
    credentials.flatMap(({ id, name, isActive, ...sealed }) => {
      if (!isActive) return [];
      try {
        return [{ id, name, secret: open(credentialKeys, sealed, providerBinding(providerId)) }];
      } catch (error) {
        onError(error, `credential "${name}" of provider "${slug}"`);
        return [];
      }
    });
}
