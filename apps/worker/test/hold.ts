/** Holds as a gateway takes them, through the admission script itself. */
import { newId } from '@turnpike/domain/ids';
import { admit } from '@turnpike/limits/admission';
import type { Claim } from '@turnpike/limits/claims';
import type { HoldContext } from '@turnpike/limits/hold-record';
import { shardOf } from '@turnpike/limits/keys';
import { beginRebuild, finishRebuild } from '@turnpike/limits/processes';
import type { Fixture } from './fixture.js';

const DAY_MS = 86_400_000;

export interface HeldCall {
  tenantId: string;
  requestId: string;
}

/** Opens a tenant's shard for business, as the gateways do with an empty Redis. */
export async function openShard(fixture: Fixture, tenantId: string): Promise<void> {
  const shard = shardOf(tenantId);
  const { generation, rebuilding } = await beginRebuild(fixture, shard, newId());
  if (rebuilding) await finishRebuild(fixture, shard, generation);
}

/** Admits a call of a loaded tenant: a hold in base units, a concurrency slot and a count of its quota. */
export async function holdCall(
  fixture: Fixture,
  call: { tenantId: string; owner: string; hold: bigint; context?: Partial<HoldContext>; claim?: Claim },
): Promise<HeldCall> {
  const requestId = newId();
  const nowMs = Date.now();
  const context: HoldContext = {
    app: newId(),
    key: newId(),
    sub: newId(),
    prd: newId(),
    plv: newId(),
    env: 'live',
    op: 'chat.completions',
    mdl: 'small',
    cur: 'USD',
    str: true,
    usr: null,
    at: nowMs,
    ...call.context,
  };
  const reply = await admit(fixture, {
    tenantId: call.tenantId,
    requestId,
    owner: call.owner,
    epoch: '1',
    hold: call.hold,
    enforceBalance: true,
    context: JSON.stringify(context),
    peek: false,
    claim: call.claim ?? null,
    limits: [
      { kind: 'concurrency', scope: 'sub', limit: 100, onStoreFailure: 'closed' },
      {
        ...{ kind: 'quota', scope: 'sub', unit: 'requests', limit: 100, cost: 1, onStoreFailure: 'closed' },
        ...{ startMs: nowMs - DAY_MS, endMs: nowMs + DAY_MS, nextEndMs: nowMs + 2 * DAY_MS },
      },
    ],
  });
  if (reply.kind !== 'admitted') throw new Error(`the call was not admitted: ${reply.kind}`);
  return { tenantId: call.tenantId, requestId };
}
