import { BullModule } from '@nestjs/bullmq';
import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Injectable,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { queueKeyPrefix } from '@turnpike/queues/queue-names';
import { BackgroundWork } from './process/background-work.js';
import { WORKER_RUNTIME, type WorkerRuntime } from './process/worker-runtime.js';
import { JobsProcessor } from './jobs/jobs.processor.js';
import { MailProcessor } from './mail/mail.processor.js';
import { WebhookDeliveriesProcessor } from './webhooks/webhook-deliveries.processor.js';
import { UsageIngestProcessor } from './usage/usage-ingest.processor.js';

/** Starts the work by the clock with the application, and ends it before BullMQ's workers are closed. */
@Injectable()
class WorkerLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #runtime: WorkerRuntime;
  readonly #background: BackgroundWork;

  constructor(@Inject(WORKER_RUNTIME) runtime: WorkerRuntime) {
    this.#runtime = runtime;
    this.#background = new BackgroundWork(runtime);
  }

  onApplicationBootstrap(): void {
    this.#background.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#runtime.stopping.abort();
    await this.#runtime.jobs.runner.stop();
    await this.#background.stop();
  }
}

/** The worker: BullMQ's processors, and the work by the clock. */
@Module({})
export class WorkerModule {
  static forRuntime(runtime: WorkerRuntime): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        BullModule.forRoot({
          connection: runtime.queueConnection,
          prefix: queueKeyPrefix(runtime.config.queuePrefix),
        }),
        // No queue of Nest's: producers live in packages/queues. This brings the discovery of processors.
        BullModule.registerQueue(),
      ],
      providers: [
        { provide: WORKER_RUNTIME, useValue: runtime },
        WorkerLifecycle,
        UsageIngestProcessor,
        MailProcessor,
        JobsProcessor,
        WebhookDeliveriesProcessor,
      ],
    };
  }
}
