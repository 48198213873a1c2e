import { newId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { ErrorCode } from '@turnpike/errors/catalogue';
import { openAiErrorBody } from '@turnpike/errors/openai-envelope';
import { expect, test } from 'vitest';
import type { ClaimedJob } from './claim-job.js';
import type { RanCall } from './job-run.js';
import { judgeRun } from './judge-run.js';

const job = (facts: Partial<ClaimedJob> = {}) => ({ attempt: 1, failures: 0, ...facts }) as ClaimedJob;

function ran(code: ErrorCode | null, retryAfterSeconds: number | null = null): RanCall {
  const error = new ApiError(code ?? 'internal_error');
  return {
    requestId: newId(),
    status: code === null ? 200 : error.status,
    errorCode: code,
    answer: Buffer.from(code === null ? '{}' : JSON.stringify(openAiErrorBody(error, 'req_1'))),
    retryAfterSeconds,
  } as RanCall;
}

test('an answer completes the job, though the process was told to end or the time was over', () => {
  for (const ended of [null, 'shutdown', 'timeout'] as const)
    expect(judgeRun({ job: job(), ended: ended }, ran(null))).toEqual({ kind: 'completed' });
});

test('a cancelled run is cancelled, whatever came of it', () => {
  for (const code of [null, 'shutting_down', 'upstream_error'] as const)
    expect(judgeRun({ job: job(), ended: 'cancelled' }, ran(code))).toEqual({ kind: 'cancelled' });
});

test.each<ErrorCode>([
  'invalid_parameter',
  'revoked_api_key',
  'insufficient_quota',
  'tenant_suspended',
  'no_subscription',
  'model_not_found',
  'quota_exceeded',
  'upstream_rejected_credential',
  'internal_error',
])('%s is the job’s end', (code) => {
  const verdict = judgeRun({ job: job(), ended: null }, ran(code));
  expect(verdict).toMatchObject({ kind: 'failed', status: new ApiError(code).status, error: { code } });
});

test.each<ErrorCode>([
  'concurrency_limit_exceeded',
  'limits_unavailable',
  'store_unavailable',
  'price_unknown',
  'no_target',
  'shutting_down',
])('%s is no result: again in a second, and no failure', (code) => {
  expect(judgeRun({ job: job(), ended: null }, ran(code), 0)).toEqual({ kind: 'again', failed: false, delayMs: 1_000 });
});

test('the pause grows with every run, is never shorter than asked for, and has its bounds', () => {
  const pause = (attempt: number, asked: number | null, random = 0) =>
    (judgeRun({ job: job({ attempt }), ended: null }, ran('no_target', asked), random) as { delayMs: number }).delayMs;
  expect([1, 2, 3, 1_000].map((attempt) => pause(attempt, null))).toEqual([1_000, 2_000, 3_000, 60_000]);
  expect(pause(1, 30)).toBe(30_000);
  expect(pause(1, 86_400)).toBe(600_000);
  expect(pause(1, null, 0.999_9)).toBe(1_250);
});

test('a provider may fail a job twice; the third time is the end', () => {
  for (const code of ['upstream_error', 'upstream_timeout', 'upstream_interrupted'] as const) {
    expect(judgeRun({ job: job(), ended: null }, ran(code), 0)).toEqual({
      kind: 'again',
      failed: true,
      delayMs: 5_000,
    });
    expect(judgeRun({ job: job({ failures: 1 }), ended: null }, ran(code), 0)).toMatchObject({
      failed: true,
      delayMs: 10_000,
    });
    expect(judgeRun({ job: job({ failures: 2 }), ended: null }, ran(code))).toMatchObject({
      kind: 'failed',
      error: { code },
    });
  }
});

test('a run that took too long failed by the provider’s time-out', () => {
  expect(judgeRun({ job: job(), ended: 'timeout' }, ran('shutting_down'))).toMatchObject({
    kind: 'again',
    failed: true,
  });
  const last = judgeRun({ job: job({ failures: 2 }), ended: 'timeout' }, ran('shutting_down'));
  expect(last).toMatchObject({ kind: 'failed', status: 504, error: { code: 'upstream_timeout' } });
});

test('a run that ended with its process begins anew at once', () => {
  expect(judgeRun({ job: job({ attempt: 9 }), ended: 'shutdown' }, ran('shutting_down'))).toMatchObject({
    failed: false,
    delayMs: 0,
  });
});
