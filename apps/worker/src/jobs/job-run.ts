/**
 * One run of a job through the corridor, with the same admission and the same bill as a call. What differs: the caller is
 * found by its key's id, its request was counted when the job was made, and what the corridor would settle and record is
 * kept here until the job's row says that this run counts.
 */
import type { CallRecord } from '@turnpike/contracts/call-record';
import type { InferenceOperation } from '@turnpike/endpoints/operation';
import { serveInference } from '@turnpike/pipeline/pipeline';
import type { OpenCall } from '@turnpike/pipeline/presence/presence';
import type { PipelineServices } from '@turnpike/pipeline/services';
import type { SettlementEntry } from '@turnpike/pipeline/settlement/settlement-lane';
import type { ClaimedJob } from './claim-job.js';
import { JobExchange } from './job-exchange.js';

/** Why a run was ended from our side. `lost`: the job is somebody else's by now. */
export type RunEnd = 'cancelled' | 'timeout' | 'shutdown' | 'lost';

/** What came of a run. */
export interface RanCall {
  /** Bare id of the call. */
  requestId: string;
  /** HTTP status of the answer or of the error. */
  status: number;
  errorCode: string | null;
  contentType: string;
  answer: Buffer;
  retryAfterSeconds: number | null;
  /** Null where nothing was held: it was refused before. */
  entry: SettlementEntry | null;
  record: CallRecord;
}

export class JobRun {
  readonly job: ClaimedJob;
  #call: OpenCall | null = null;
  #entry: SettlementEntry | null = null;
  #record: CallRecord | null = null;
  #ended: RunEnd | null = null;

  constructor(job: ClaimedJob) {
    this.job = job;
  }

  get ended(): RunEnd | null {
    return this.#ended;
  }

  /** Ends the run as soon as it can be: to be repeated until it is over. The first reason counts. */
  end(reason: RunEnd): void {
    this.#ended ??= reason;
    this.#call?.cancel?.();
  }

  /** Never rejects. */
  async execute(services: PipelineServices, operation: InferenceOperation): Promise<RanCall> {
    const exchange = new JobExchange(this.job, operation.path);
    await serveInference(this.#servicesOf(services), exchange, operation);
    const record = this.#record;
    if (record === null) throw new Error('a call left no record');
    const retryAfter = exchange.replyHeaders['retry-after'];
    return {
      requestId: record.id,
      status: exchange.status,
      errorCode: record.errorCode,
      contentType: String(exchange.replyHeaders['content-type'] ?? 'application/json'),
      answer: exchange.answer,
      retryAfterSeconds: retryAfter === undefined ? null : Number(retryAfter),
      entry: this.#entry,
      record,
    };
  }

  #servicesOf(services: PipelineServices): PipelineServices {
    const { presence } = services;
    return {
      ...services,
      presence: {
        get incarnation() {
          return presence.incarnation;
        },
        open: (call) => {
          this.#call = call;
          presence.open(call);
        },
        close: (requestId) => presence.close(requestId),
      },
      settlements: {
        submit: (entry) => {
          this.#entry = entry;
          return Promise.resolve();
        },
      },
      recorder: { record: (record) => (this.#record = record) },
    };
  }
}
