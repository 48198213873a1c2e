/** Everything the worker does by the clock: each a loop of its own, so that none waits for another. */
import { CHANGE_CHANNEL } from '@turnpike/contracts/change-channel';
import { HEARTBEAT_INTERVAL_MS } from '@turnpike/limits/processes';
import { BalanceRepost } from '../outbox/balance-repost.js';
import { ChangeListener } from '../outbox/change-listener.js';
import { deleteExpired } from './delete-expired.js';
import { deleteRelayed, relayOutbox } from '../outbox/outbox-relay.js';
import { makePartitions } from '../partitions/make-partitions.js';
import { PriceBook } from '../reaper/price-book.js';
import { Reaper } from '../reaper/reaper.js';
import { RecordConsumer } from '../records/record-consumer.js';
import { sweepShards } from '../usage/sweep-shards.js';
import { Heartbeat } from './heartbeat.js';
import { Loop } from './loop.js';
import type { WorkerRuntime } from './worker-runtime.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export class BackgroundWork {
  readonly #loops: Loop[];
  readonly #listener: ChangeListener;
  readonly #heartbeat: Heartbeat;
  readonly #writeLastKeyUses: () => Promise<void>;

  constructor(runtime: WorkerRuntime) {
    const { drain, queue, logger, telemetry } = runtime;
    const { pool, redis, keys, metrics } = drain;
    const heartbeat = new Heartbeat({ redis, keys, logger });
    const self = () => heartbeat.incarnation;
    const reaper = new Reaper({ redis, keys, pool, queue, self, book: new PriceBook(pool), metrics, logger });
    const repost = new BalanceRepost(drain);
    const records = new RecordConsumer({ pool: telemetry.database.pool, redis: telemetry.redis, keys, metrics });
    const loop = (name: string, intervalMs: number, run: (signal: AbortSignal) => Promise<void>) =>
      new Loop({ name, intervalMs, run, logger });
    const outbox = loop('outbox', 500, (signal) => relayOutbox({ ...drain, mail: runtime.mailQueue }, signal));
    const reposts = loop('balance-repost', HOUR_MS, () => repost.run());
    this.#loops = [
      loop('heartbeat', HEARTBEAT_INTERVAL_MS, () => heartbeat.beat()),
      loop('sweep', 2_000, () => sweepShards(drain, queue)),
      loop('reaper', 1_000, () => reaper.look()),
      outbox,
      reposts,
      loop('outbox-retention', HOUR_MS, () => deleteRelayed(pool)),
      loop('retention', HOUR_MS, () => deleteExpired(pool)),
      loop('key-uses', 2_000, () => drain.keyUses.write(telemetry.database.pool)),
      loop('records', 200, (signal) => records.consume(signal)),
      loop('partitions', DAY_MS, () => makePartitions(drain)),
    ];
    this.#heartbeat = heartbeat;
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

  /** Ends the runs in hand and says goodbye, so that nobody takes this process for dead. */
  async stop(): Promise<void> {
    await Promise.all([this.#listener.stop(), ...this.#loops.map((loop) => loop.stop())]);
    await this.#writeLastKeyUses().catch(() => undefined);
    // Without Redis nobody hears it; the reapers then find a silent process that holds nothing.
    await this.#heartbeat.leave().catch(() => undefined);
  }
}
