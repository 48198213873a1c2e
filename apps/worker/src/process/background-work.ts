/** Everything the worker does by the clock: each a loop of its own, so that none waits for another. */
import { CHANGE_CHANNEL } from '@turnpike/contracts/change-channel';
import { rotateSigningKeys } from '@turnpike/oauth/signing-keys';
import { BalanceRepost } from '../outbox/balance-repost.js';
import { ChangeListener } from '../outbox/change-listener.js';
import { expireJobs } from '../jobs/job-retention.js';
import { settleJobs } from '../jobs/settle-jobs.js';
import { sweepJobs } from '../jobs/sweep-jobs.js';
import { forgetOldHabits, HabitWatch } from '../habits/habit-watch.js';
import { deleteExpired } from './delete-expired.js';
import { deleteRelayed, relayOutbox } from '../outbox/outbox-relay.js';
import { makePartitions } from '../partitions/make-partitions.js';
import { PriceBook } from '../reaper/price-book.js';
import { Reaper } from '../reaper/reaper.js';
import { CALL_RECORDS } from '../records/call-records.lane.js';
import { deleteOldComparisons } from '../records/delete-old-comparisons.js';
import { RecordConsumer } from '../records/record-consumer.js';
import { SHADOW_COMPARISONS } from '../records/shadow-comparisons.lane.js';
import { deleteExpiredResponses } from '../responses/delete-expired-responses.js';
import { endLimitOverrides } from './end-limit-overrides.js';
import { resealSecretsAndTell } from './reseal-secrets.js';
import { sweepShards } from '../usage/sweep-shards.js';
import { deleteOldEvents } from '../webhooks/delete-old-events.js';
import { sweepLanes } from '../webhooks/sweep-lanes.js';
import { Loop } from './loop.js';
import type { WorkerRuntime } from './worker-runtime.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Each time the row of every key that was used is written. */
const HABITS_EVERY_MS = 10_000;

type MakeLoop = (name: string, intervalMs: number, run: (signal: AbortSignal) => Promise<void>) => Loop;

export class BackgroundWork {
  readonly #loops: Loop[];
  readonly #listener: ChangeListener;
  readonly #writeLastKeyUses: () => Promise<void>;

  constructor(runtime: WorkerRuntime) {
    const { drain, queue, logger, telemetry } = runtime;
    const { pool, redis, keys, metrics } = drain;
    const { corridor, runner, queue: jobs } = runtime.jobs;
    const { delivery, queue: deliveries } = runtime.webhooks;
    const self = () => corridor.presence.incarnation;
    const { jobResultTtlMs: resultTtlMs, idempotencyTtlMs } = runtime.config;
    const jobRetention = { resultTtlMs, idempotencyTtlMs };
    const reaper = new Reaper({ redis, keys, pool, queue, self, book: new PriceBook(pool), metrics, logger });
    const repost = new BalanceRepost(drain);
    const loop: MakeLoop = (name, intervalMs, run) => new Loop({ name, intervalMs, run, logger });
    const relay = { ...drain, mail: runtime.mailQueue, jobs, webhooks: { ...delivery, deliveries } };
    const outbox = loop('outbox', 500, (signal) => relayOutbox(relay, signal));
    const reposts = loop('balance-repost', HOUR_MS, () => repost.run());
    this.#loops = [
      // Until it has started once; then there is nothing to do.
      loop('corridor', DAY_MS, async () => (corridor.isReady() ? undefined : corridor.start())),
      loop('jobs', 1_000, () => runner.lookAfter()),
      loop('job-sweep', 2_000, () => sweepJobs(corridor.pool, jobs, metrics)),
      loop('job-settlement', 2_000, () => settleJobs({ ...corridor, logger })),
      loop('job-retention', MINUTE_MS, (signal) => expireJobs(corridor.pool, jobRetention, signal)),
      loop('sweep', 2_000, () => sweepShards(drain, queue)),
      loop('reaper', 1_000, () => reaper.look()),
      outbox,
      reposts,
      loop('outbox-retention', HOUR_MS, () => deleteRelayed(pool)),
      loop('retention', HOUR_MS, () => deleteExpired(pool)),
      loop('response-retention', MINUTE_MS, (signal) => deleteExpiredResponses(telemetry.database.pool, signal)),
      loop('limit-overrides', 10_000, () => endLimitOverrides(telemetry.database, logger)),
      loop('key-uses', 2_000, () => drain.keyUses.write(telemetry.database.pool)),
      ...telemetryLoops(runtime, loop),
      loop('webhook-sweep', 2_000, () => sweepLanes(delivery, deliveries)),
      loop('webhook-retention', HOUR_MS, (signal) => deleteOldEvents(delivery.pool, signal)),
      loop('reseal', HOUR_MS, (signal) => resealSecretsAndTell({ ...delivery, keys: delivery.credentialKeys }, signal)),
      loop('oauth-keys', HOUR_MS, () => rotateSigningKeys({ ...delivery, now: () => new Date() })),
      loop('partitions', DAY_MS, () => makePartitions(drain)),
    ];
    this.#writeLastKeyUses = () => drain.keyUses.write(telemetry.database.pool, true);
    this.#listener = new ChangeListener({
      url: runtime.config.databaseUrl,
      channel: CHANGE_CHANNEL,
      onChange: () => outbox.wake(),
      logger,
    });
    redis.on('close', () => {
      reaper.forget();
      repost.connectionLost();
    });
    redis.on('ready', () => reposts.wake());
  }

  start(): void {
    for (const loop of this.#loops) loop.start();
    this.#listener.start();
  }

  /** Ends the runs in hand. */
  async stop(): Promise<void> {
    await Promise.all([this.#listener.stop(), ...this.#loops.map((loop) => loop.stop())]);
    await this.#writeLastKeyUses().catch(() => undefined);
  }
}

/** What is told of calls, and may be lost. */
function telemetryLoops({ drain, telemetry, config }: WorkerRuntime, loop: MakeLoop): Loop[] {
  const { pool } = telemetry.database;
  const context = { pool, redis: telemetry.redis, keys: drain.keys, metrics: drain.metrics };
  const habits = new HabitWatch();
  const records = new RecordConsumer(context, CALL_RECORDS, (written) => habits.see(written));
  const comparisons = new RecordConsumer(context, SHADOW_COMPARISONS);
  const deleteOld = (signal: AbortSignal) => deleteOldComparisons(pool, config.shadowRetentionMs, signal);
  return [
    loop('records', 200, (signal) => records.consume(signal)),
    loop('habits', HABITS_EVERY_MS, (signal) => habits.look(pool, signal)),
    loop('habit-retention', DAY_MS, () => forgetOldHabits(pool)),
    loop('comparisons', 1_000, (signal) => comparisons.consume(signal)),
    loop('comparison-retention', HOUR_MS, deleteOld),
  ];
}
