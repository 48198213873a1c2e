import { expect, test } from 'vitest';
import { isUnderWay, jobsFingerprint } from './jobs-fingerprint';
import { jobsHref, readJobsQuery } from './jobs-query';

test('an address is read and written alike', () => {
  const query = readJobsQuery({ state: 'failed', applicationId: 'app_1', cursor: 'abc' });
  expect(query).toEqual({ state: 'failed', applicationId: 'app_1', cursor: 'abc' });
  expect(jobsHref('/app/jobs', query)).toBe('/app/jobs?state=failed&applicationId=app_1&cursor=abc');
  expect(jobsHref('/app/jobs', { ...query, cursor: undefined })).toBe('/app/jobs?state=failed&applicationId=app_1');
  expect(jobsHref('/app/jobs', readJobsQuery({}))).toBe('/app/jobs');
});

test('what makes no sense in an address is left out', () => {
  expect(readJobsQuery({ state: 'done', applicationId: '', cursor: ['a', 'b'], other: 'x' })).toEqual({});
});

test('whatever changes of a job while it is looked at changes the fingerprint', () => {
  const job = { id: 'job_1', state: 'running', attempt: 1, cancelRequestedAt: null } as const;
  const changed = [
    { ...job, state: 'completed' as const },
    { ...job, attempt: 2 },
    { ...job, cancelRequestedAt: '2026-11-21T06:00:00.000Z' },
  ];
  const seen = new Set([job, ...changed].map((one) => jobsFingerprint([one])));
  expect(seen.size).toBe(4);
  expect(jobsFingerprint([job, job])).not.toBe(jobsFingerprint([job]));
  expect([job, ...changed].map(isUnderWay)).toEqual([true, false, true, true]);
});
