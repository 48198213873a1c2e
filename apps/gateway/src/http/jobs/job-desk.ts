/**
 * Jobs as the data plane keeps and shows them, over the control plane's use cases. A key sees the jobs of its own
 * application and mode; any other is 404. A job whose result was kept long enough is 410, and goes on being listed.
 */
import type { JobDetailView, ListJobsInput } from '@turnpike/contracts/management/jobs';
import { JobStateSchema } from '@turnpike/contracts/management/jobs';
import { parseId, publicId } from '@turnpike/domain/ids';
import type { JobList, JobObject } from '@turnpike/endpoints/jobs/job-object';
import { ApiError } from '@turnpike/errors/api-error';
import type { ApplicationActor } from '@turnpike/management/actor';
import { cancelJob } from '@turnpike/management/jobs/cancel-job.use-case';
import { createJob } from '@turnpike/management/jobs/create-job.use-case';
import { getJob } from '@turnpike/management/jobs/get-job.use-case';
import { listJobs } from '@turnpike/management/jobs/list-jobs.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { cursorAfter } from '@turnpike/management/pagination/keyset';
import { requireAllowedAddress } from '@turnpike/management/webhooks/require-allowed-address';
import type { Caller } from '@turnpike/pipeline/caller';
import type { JobStore, NewJob } from '@turnpike/pipeline/deferral';
import type { Granted } from '@turnpike/pipeline/tickets';
import { jobListItem, jobObject } from './job-object.js';
import type { JobWatch } from './job-watch.js';
import { orRefusal } from '../or-refusal.js';

export interface JobDeskOptions {
  context: ManagementContext;
  watch: JobWatch;
  /** Most jobs of a tenant that may wait. */
  queueLimit: number;
  onError: (error: unknown) => void;
}

/** Where jobs are made, found and stopped. */
export interface JobDesk extends JobStore {
  list(ticket: Granted): Promise<JobList | ApiError>;
  retrieve(ticket: Granted): Promise<JobObject | ApiError>;
  cancel(ticket: Granted): Promise<JobObject | ApiError>;
  /** Answers whoever waits, and makes nobody wait any more. */
  release(): void;
}

const LIST_DEFAULT = 20;
const LIST_LIMIT = 100;
const LONGEST_WAIT_SECONDS = 60;

export function createJobDesk({ context, watch, queueLimit, onError }: JobDeskOptions): JobDesk {
  const attempt = <T>(work: () => Promise<T>) => orRefusal(work, onError);
  return {
    checkCallback: async (url) => {
      const refused = await attempt(() => requireAllowedAddress(context, url, 'callback_url'));
      return refused ?? null;
    },
    create: (job) =>
      attempt(async () => {
        const actor = actorOf(job.caller, job.requestId);
        const { job: view, isRepeated } = await createJob(context, actor, inputOf(job, queueLimit));
        return { job: jobObject(view), isRepeated };
      }),
    list: (ticket) => attempt(() => list(context, ticket)),
    retrieve: (ticket) => attempt(() => retrieve(context, watch, ticket)),
    cancel: (ticket) => attempt(async () => jobObject(await cancelJob(context, actorIn(ticket), wantedOf(ticket)))),
    release: () => watch.release(),
  };
}

/** What a call's own key acts as. `requestId` is bare. */
export function actorOf({ tenantId, applicationId, keyId }: Caller, requestId: string | null): ApplicationActor {
  const id = requestId === null ? null : publicId('request', requestId);
  return { kind: 'application', tenantId, applicationId, apiKeyId: keyId, ip: null, requestId: id };
}

function inputOf({ caller, claim, ...job }: NewJob, queueLimit: number) {
  const { environment } = caller;
  const idempotency =
    claim === null ? null : { hash: Buffer.from(claim.hash, 'hex'), digest: Buffer.from(claim.digest, 'hex') };
  return { environment, ...job, queueLimit, idempotency };
}

const actorIn = ({ arrival, caller }: Granted) => actorOf(caller, arrival.requestId);

function wantedOf({ arrival, caller }: Granted) {
  return { jobId: arrival.exchange.params.job ?? '', environment: caller.environment };
}

async function list(context: ManagementContext, ticket: Granted): Promise<JobList> {
  const query = new URLSearchParams(ticket.arrival.exchange.query);
  const input: ListJobsInput = {
    environment: ticket.caller.environment,
    limit: readInteger(query, { name: 'limit', from: 1, to: LIST_LIMIT, fallback: LIST_DEFAULT }),
    state: readState(query.get('state')),
    cursor: readAfter(query.get('after')),
  };
  const { items, nextCursor } = await listJobs(context, actorIn(ticket), input);
  const data = items.map(jobListItem);
  const [first, last] = [data.at(0), data.at(-1)];
  return {
    object: 'list',
    data,
    first_id: first?.id ?? null,
    last_id: last?.id ?? null,
    has_more: nextCursor !== null,
  };
}

/** At once, or with `wait` when it has ended, at the latest after so many seconds, as it stands then. */
async function retrieve(context: ManagementContext, watch: JobWatch, ticket: Granted): Promise<JobObject> {
  const { exchange } = ticket.arrival;
  const query = new URLSearchParams(exchange.query);
  const seconds = readInteger(query, { name: 'wait', from: 0, to: LONGEST_WAIT_SECONDS, fallback: 0 });
  const read = () => getJob(context, actorIn(ticket), wantedOf(ticket));
  const jobId = parseId('job', exchange.params.job ?? '');
  // Joined before the first look, so that no change falls between the two.
  const wait = seconds === 0 || jobId === null ? null : watch.join(jobId);
  if (wait === null) return jobObject(refuseExpired(context, await read()));
  try {
    exchange.onGone(() => wait.end());
    const endMs = Date.now() + seconds * 1_000;
    for (;;) {
      const job = await read();
      const leftMs = endMs - Date.now();
      if (job.finishedAt !== null || leftMs <= 0 || wait.over) return jobObject(refuseExpired(context, job));
      await wait.next(leftMs);
    }
  } finally {
    watch.leave(wait);
  }
}

function refuseExpired(context: ManagementContext, job: JobDetailView): JobDetailView {
  if (job.expiresAt === null || new Date(job.expiresAt) > context.now()) return job;
  throw new ApiError('result_expired', { message: `The result was kept until ${job.expiresAt} and is gone.` });
}

function readInteger(
  query: URLSearchParams,
  { name, from, to, fallback }: { name: string; from: number; to: number; fallback: number },
): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : -1;
  if (value >= from && value <= to) return value;
  throw new ApiError('invalid_parameter', {
    message: `Invalid value: '${name}' must be a whole number from ${from} to ${to}.`,
    param: name,
  });
}

function readState(text: string | null) {
  if (text === null) return undefined;
  const state = JobStateSchema.safeParse(text);
  if (state.success) return state.data;
  const states = JobStateSchema.options.map((option) => `'${option}'`).join(', ');
  throw new ApiError('invalid_parameter', {
    message: `Invalid value: 'state' must be one of ${states}.`,
    param: 'state',
  });
}

function readAfter(text: string | null): string | undefined {
  if (text === null) return undefined;
  const id = parseId('job', text);
  if (id === null)
    throw new ApiError('invalid_parameter', {
      message: "Invalid value: 'after' must be the id of a job.",
      param: 'after',
    });
  return cursorAfter(id);
}
