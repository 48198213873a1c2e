/** `GET /v1/jobs/{id}?wait=…`: answered when the job ends, or when there is a reason not to wait. */
import { type JobObject, JobObjectSchema } from '@turnpike/endpoints/jobs/job-object';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { JobWait } from '../../src/http/jobs/job-watch.js';
import { type Account, say } from './corridor.fixture.js';
import { JobsCorridor, WAITERS_LIMIT } from './jobs.fixture.js';

let jobs: JobsCorridor;
let account: Account;
let id: string;

beforeAll(async () => {
  jobs = await JobsCorridor.start();
});
afterAll(() => jobs.stop());

beforeEach(async () => {
  account = await jobs.account();
  const made = await account.post('/v1/chat/completions', { model: 'chat', messages: say('x') }, { prefer: 'respond-async' });
  id = JobObjectSchema.parse(await made.json()).id;
}); // prettier-ignore

const ask = async (seconds: number): Promise<JobObject> =>
  JobObjectSchema.parse(await (await account.get(`/v1/jobs/${id}?wait=${seconds}`)).json());

const end = () => ({
  state: 'completed' as const,
  startedAt: new Date(),
  finishedAt: new Date(),
  expiresAt: new Date(Date.now() + 60_000),
  leaseUntil: null,
  result: Buffer.from('{}'),
});
const begin = () => ({
  state: 'running' as const,
  startedAt: new Date(),
  leaseUntil: new Date(Date.now() + 15_000),
});

const waiting = (count: number) => expect.poll(() => jobs.watch.waiting, { timeout: 5_000 }).toBe(count);

test('a job that has ended is answered at once', async () => {
  await jobs.change(id, end());
  expect(await ask(60)).toMatchObject({ state: 'completed', result: {} });
  expect(jobs.watch.waiting).toBe(0);
});

test('who waits hears of the end, not of the beginning', async () => {
  const notice = vi.spyOn(JobWait.prototype, 'notice');
  let answered = false;
  const answer = ask(60).finally(() => (answered = true));
  await waiting(1);
  // Who has just begun to wait may not listen yet: it is said until it is heard.
  const heard = async () => {
    await jobs.change(id, begin());
    return notice.mock.calls.length;
  };
  await expect.poll(heard, { timeout: 5_000 }).toBeGreaterThan(0);
  expect(answered).toBe(false);
  await jobs.change(id, end());
  expect((await answer).state).toBe('completed');
  await waiting(0);
});

test('a message that was lost is made up for', async () => {
  const answer = ask(60);
  await waiting(1);
  await jobs.change(id, end(), 'unsaid');
  expect((await answer).state).toBe('completed');
});

test('who has waited long enough gets the job as it stands', async () => {
  await jobs.change(id, begin());
  expect((await ask(1)).state).toBe('running');
  await waiting(0);
});

test('who leaves waits no more', async () => {
  const leaving = new AbortController();
  const answer = fetch(`${jobs.corridor.url}/v1/jobs/${id}?wait=60`, {
    headers: { authorization: `Bearer ${account.key}` },
    signal: leaving.signal,
  });
  await waiting(1);
  leaving.abort();
  await expect(answer).rejects.toThrow();
  await waiting(0);
});

test('those beyond the bound are not made to wait', async () => {
  const answers = Array.from({ length: WAITERS_LIMIT }, () => ask(60));
  await waiting(WAITERS_LIMIT);
  expect((await ask(60)).state).toBe('queued');
  await jobs.change(id, end());
  expect((await Promise.all(answers)).map(({ state }) => state)).toEqual(Array(WAITERS_LIMIT).fill('completed'));
});

test('a gateway that stops answers who waits', async () => {
  const answer = ask(60);
  await waiting(1);
  await jobs.corridor.shutDown(20_000);
  expect((await answer).state).toBe('queued');
});
