import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { type MailPayload, MailPayloadSchema } from '@turnpike/queues/mail.queue';
import { QUEUES, WORKER_METRICS } from '@turnpike/queues/queue-names';
import { type Job, UnrecoverableError } from 'bullmq';
import { WORKER_RUNTIME, type WorkerRuntime } from '../process/worker-runtime.js';
import { createMailSender, type MailSender } from './mail-sender.js';

/** Sends the mail a job carries. Neither addresses nor links reach the log: an error's own text may hold both. */
@Processor(QUEUES.mail, { concurrency: 4, metrics: WORKER_METRICS })
export class MailProcessor extends WorkerHost {
  readonly #runtime: WorkerRuntime;
  readonly #sender: MailSender;

  constructor(@Inject(WORKER_RUNTIME) runtime: WorkerRuntime) {
    super();
    this.#runtime = runtime;
    this.#sender = createMailSender(runtime.config);
  }

  async process(job: Job<MailPayload>): Promise<void> {
    const parsed = MailPayloadSchema.safeParse(job.data);
    // Nobody will ever be able to read it.
    if (!parsed.success) throw new UnrecoverableError('unreadable');
    await this.#sender.send(job.id ?? '', parsed.data).catch((error: unknown) => {
      throw isFinal(error) ? new UnrecoverableError('refused by the mail server') : error;
    });
    this.#runtime.drain.metrics.mailsSent.inc({ template: parsed.data.template });
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job<MailPayload> | undefined, error: Error): void {
    const template = job?.data.template ?? 'unknown';
    this.#runtime.drain.metrics.mailFailures.inc({ template });
    const { name, code, responseCode } = error as Error & { code?: string; responseCode?: number };
    const facts = { jobId: job?.id, template, attempt: job?.attemptsMade, name, code, responseCode };
    this.#runtime.logger.warn(facts, 'mail not sent');
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.#runtime.logger.warn({ err: error }, 'queue error');
  }
}

/** Whether the server said for good that it won't take the mail to this address (RFC 5321, a 5yz reply to RCPT). */
function isFinal(error: unknown): boolean {
  const { responseCode = 0, command = '' } = (error ?? {}) as { responseCode?: number; command?: string };
  return responseCode >= 500 && command.startsWith('RCPT');
}
