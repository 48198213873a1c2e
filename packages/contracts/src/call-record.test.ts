import { describe, expect, it } from 'vitest';
import { newId } from '@turnpike/domain/ids';
import { type CallRecord, CallRecordSchema } from './call-record.js';

/** A call refused before anyone knew whose it was. */
const REFUSED: CallRecord = {
  id: newId(), tenantId: null, applicationId: null, apiKeyId: null, environment: null, operation: 'chat.completions', model: null, status: 401,
  errorCode: 'invalid_api_key', startedAtMs: 1, durationUs: 80,
  detail: {
    method: 'POST', path: '/v1/chat/completions', clientRequestId: null, traceId: 'f'.repeat(32), userAgent: null, address: null,
    stream: false, endReason: null, clientGone: null, stagesUs: { receive: 12, authenticate: 60 }, attempts: [], bytesIn: 0,
    bytesOut: 120, firstByteUs: null, overheadUs: null, droppedHints: [],
    rule: null,
    cache: null,
    idempotency: null,
    fallbackAnswer: false,
    attack: null,
  },
}; // prettier-ignore

const ATTEMPT = { targetId: newId(), provider: 'p', upstreamModel: 'm', outcome: 'ok', status: 200, durationUs: 900 };

describe('call records', () => {
  it('hold a refused call as well as one that was served', () => {
    const served = {
      ...REFUSED,
      tenantId: newId(),
      status: 200,
      errorCode: null,
      detail: { ...REFUSED.detail, attempts: [ATTEMPT], clientGone: 'drain', firstByteUs: 700 },
    };
    for (const record of [REFUSED, served]) {
      expect(CallRecordSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
    }
  });

  it('hold nothing that no one asked for, a body or a credential among them', () => {
    const chatty = { ...REFUSED, body: 'secret', detail: { ...REFUSED.detail, authorization: 'Bearer secret' } };
    expect(JSON.stringify(CallRecordSchema.parse(chatty))).not.toContain('secret');
  });

  it.each<[string, object]>([
    ['a time that runs backwards', { durationUs: -1 }],
    ['an id with a prefix', { id: `req_${newId()}` }],
    ['a stage of no length', { detail: { ...REFUSED.detail, stagesUs: { receive: null } } }],
    ['an attempt at no target', { detail: { ...REFUSED.detail, attempts: [{ ...ATTEMPT, targetId: null }] } }],
    ['another way to treat a client that left', { detail: { ...REFUSED.detail, clientGone: 'ignore' } }],
  ])('are refused with %s', (_, change) => {
    expect(CallRecordSchema.safeParse({ ...REFUSED, ...change }).success).toBe(false);
  });
});
