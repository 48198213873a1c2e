/** What only Redis knows, for the management API: balances under way, and how limits stand. */
import type { Database } from '@turnpike/db/client';
import { fromBaseUnits } from '@turnpike/domain/money';
import { readBalance } from '@turnpike/limits/balance';
import type { LimitsStore } from '@turnpike/limits/limits-store';
import type { LivePort } from '@turnpike/management/management-context';
import { loadAccount } from '@turnpike/management/snapshot/load-account';
import type { Caller } from '@turnpike/pipeline/caller';
import type { CallerStore } from '@turnpike/pipeline/services';
import type { RequestPath } from './request-path.js';

export interface LivePortParts extends LimitsStore {
  readonly db: Database;
  readonly path: Pick<RequestPath, 'limitStates'>;
  readonly callers: Pick<CallerStore, 'findById'>;
}

export function createLivePort({ db, redis, keys, path, callers }: LivePortParts): LivePort {
  return {
    async balance(tenantId, currency) {
      const units = await readBalance({ redis, keys }, tenantId).catch(() => null);
      if (units === null) return null;
      return { pending: fromBaseUnits(units.pending, currency), held: fromBaseUnits(units.held, currency) };
    },
    async limits({ applicationId, keyId }) {
      const caller = keyId === null ? await anyCaller(db, applicationId) : await callers.findById(keyId);
      return caller?.applicationId === applicationId ? path.limitStates(caller) : null;
    },
  };
}

/** A plain live key that the application might have: it meets all limits but a key's own. */
async function anyCaller(db: Database, applicationId: string): Promise<Caller | null> {
  const account = await loadAccount(db, applicationId);
  if (account === null) return null;
  const key = {
    keyId: applicationId,
    environment: 'live',
    keyState: 'active',
    keyExpiresAtMs: null,
    terms: null,
  } as const;
  return { ...account, ...key };
}
