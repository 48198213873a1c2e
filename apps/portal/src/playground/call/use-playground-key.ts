'use client';

import type { PlaygroundKeyView } from '@turnpike/contracts/management/keys';
import { useRef } from 'react';
import { createPlaygroundKeyAction } from '../../app/(console)/app/playground/actions';
import type { ActionResult } from '../../server/action';

/** A key that ends sooner than this is replaced before it is used. */
const SPARE_MS = 60_000;

/** `fresh` asks for another key than the last. */
export type TakeKey = (applicationId: string, fresh?: boolean) => Promise<ActionResult<string>>;

/**
 * The short-lived key, in memory only: taken when it is first needed, again shortly before it ends, and when the gateway
 * no longer knows it (another tab took a newer one).
 */
export function usePlaygroundKey(environment: 'live' | 'test'): TakeKey {
  const held = useRef(new Map<string, PlaygroundKeyView>());
  return async (applicationId, fresh = false) => {
    const name = `${applicationId} ${environment}`;
    const known = held.current.get(name);
    if (!fresh && known !== undefined && Date.parse(known.expiresAt) - Date.now() > SPARE_MS) {
      return { ok: true, data: known.key };
    }
    const taken = await createPlaygroundKeyAction({ applicationId, environment });
    if (!taken.ok) return taken;
    held.current.set(name, taken.data);
    return { ok: true, data: taken.data.key };
  };
}
