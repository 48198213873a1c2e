import type { Redis } from 'ioredis';
import type pg from 'pg';

/** How long an answer is believed: probes must not become a load. */
const TTL_MS = 1_000;
const ANSWER_WITHIN_MS = 2_000;

export interface Health {
  ok: boolean;
  detail: { stopping: boolean; redis: boolean; database: boolean };
}

/** Whether this worker can do its work: both stores answer, and nobody asked it to stop. */
export class Readiness {
  readonly #pool: pg.Pool;
  readonly #redis: Redis;
  readonly #stopping: AbortSignal;
  #last: { atMs: number; stores: Promise<[redis: boolean, database: boolean]> } | null = null;

  constructor(options: { pool: pg.Pool; redis: Redis; stopping: AbortSignal }) {
    this.#pool = options.pool;
    this.#redis = options.redis;
    this.#stopping = options.stopping;
  }

  async check(): Promise<Health> {
    const nowMs = Date.now();
    if (this.#last === null || nowMs - this.#last.atMs > TTL_MS) {
      this.#last = {
        atMs: nowMs,
        stores: Promise.all([answers(this.#redis.ping()), answers(this.#pool.query('SELECT 1'))]),
      };
    }
    const [redis, database] = await this.#last.stores;
    const stopping = this.#stopping.aborted;
    return { ok: redis && database && !stopping, detail: { stopping, redis, database } };
  }
}

/** Whether a question is answered in time, whatever the answer. */
async function answers(question: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ANSWER_WITHIN_MS);
  });
  const answered = question.then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answered, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
