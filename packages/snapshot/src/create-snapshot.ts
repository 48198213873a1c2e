/** Callers and catalogue of one process, kept fresh by the change feed: what the corridor reads of the control plane. */
import type { Database } from '@turnpike/db/client';
import { type CredentialKeys, open, providerBinding } from '@turnpike/management/credentials/secret-box';
import { loadCatalogue } from '@turnpike/management/snapshot/load-catalogue';
import type { TokenParties } from '@turnpike/oauth/access-token';
import { CallerCache } from './caller-cache.js';
import { CatalogueSnapshot } from './catalogue-snapshot.js';
import { ChangeFeed } from './change-feed.js';
import { compileCatalogue, type OpenCredentials } from './compile-catalogue.js';
import { accessTokenReader } from './credentials/access-token-reader.js';
import { externalTokenReader, type KeysOf } from './credentials/external-token-reader.js';
import { createKeyReader } from './credentials/key-reader.js';
import { signatureReader } from './credentials/signature-reader.js';
import { jwtReader } from './credentials/token-reader.js';

export interface SnapshotOptions {
  db: Database;
  databaseUrl: string;
  /** 32 bytes in base64 that key hashes are keyed with. */
  keyPepper: string;
  /** Those of before: keys under them still work. None when omitted. */
  keyPeppersRetired?: readonly string[];
  /** What opens providers' credentials. */
  credentialKeys: CredentialKeys;
  /** Who issues our tokens and for whom, and where keys of other issuers are; null where no token comes by itself. */
  tokens: { parties: TokenParties; keysOf: KeysOf } | null;
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
  const { keyPepper, keyPeppersRetired = [] } = options;
  const callers = new CallerCache({
    capacity: options.callersKept,
    readers: [
      createKeyReader({ db, keyPepper, keyPeppersRetired, onError }),
      signatureReader(db, options.credentialKeys),
      jwtReader([
        accessTokenReader(db, options.tokens?.parties ?? null),
        externalTokenReader(db, options.tokens?.keysOf ?? null),
      ]),
    ],
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
