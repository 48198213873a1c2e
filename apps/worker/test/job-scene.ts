/** A database with something to buy, customers that may, the sandbox as provider, and workers that run their jobs. */
import { randomBytes } from 'node:crypto';
import { CreateModelSchema } from '@turnpike/contracts/management/models';
import { CreatePlanSchema } from '@turnpike/contracts/management/plans';
import { CreateProductSchema } from '@turnpike/contracts/management/products';
import { CreateProviderSchema } from '@turnpike/contracts/management/providers';
import { CreateTenantSchema } from '@turnpike/contracts/management/tenants';
import type { WorkerConfig } from '@turnpike/config/worker';
import { createDatabase, type Database } from '@turnpike/db/client';
import { parseId, publicId, type IdKind } from '@turnpike/domain/ids';
import { Decimal } from '@turnpike/domain/money';
import { createApplication } from '@turnpike/management/applications/create-application.use-case';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import { createJob } from '@turnpike/management/jobs/create-job.use-case';
import { createKey } from '@turnpike/management/keys/create-key.use-case';
import { createManagementContext, type ManagementContext } from '@turnpike/management/management-context';
import { createModel } from '@turnpike/management/models/create-model.use-case';
import { grantCredit } from '@turnpike/management/money/grant-credit.use-case';
import { createPlan } from '@turnpike/management/plans/create-plan.use-case';
import { createProduct } from '@turnpike/management/products/create-product.use-case';
import { createProvider } from '@turnpike/management/providers/create-provider.use-case';
import { requestSubscription } from '@turnpike/management/subscriptions/request-subscription.use-case';
import { createTenant } from '@turnpike/management/tenants/create-tenant.use-case';
import { type Delivered, type Sandbox, startSandboxProcess } from '@turnpike/testing/sandbox-process';
import { until } from '@turnpike/testing/until';
import { type RunningWorker, startWorker } from '../src/start-worker.js';
import { createFixture, type Fixture } from './fixture.js';
import { workerConfig } from './worker-config.js';

const PRICES = { request: '0.0001', input_token: '0.0000011', output_token: '0.0000023' };
const MODEL = 'chat';
const SEED = { kind: 'system', name: 'seed', ip: null, requestId: null } as const;

/** Ids are bare. */
export interface Customer {
  tenantId: string;
  applicationId: string;
  apiKeyId: string;
}

export interface JobRow {
  id: string;
  state: string;
  attempt: number;
  failures: number;
  body: Buffer;
  run_at: Date;
  started_at: Date | null;
  call_id: string | null;
  result_status: number | null;
  result_type: string | null;
  result: Buffer | null;
  error_code: string | null;
  error: { message: string } | null;
  usage: { inputTokens: number; outputTokens: number } | null;
  charge: string | null;
  currency: string | null;
  settled_at: Date | null;
  finished_at: Date | null;
  expires_at: Date | null;
}

export interface EventRow {
  id: string;
  request_id: string;
  kind: string;
  charge: string;
  end_reason: string;
}

export class JobScene {
  readonly fixture: Fixture;
  readonly sandbox: Sandbox;
  readonly management: ManagementContext;
  readonly #secrets = {
    keyPepper: randomBytes(32).toString('base64'),
    credentialKey: randomBytes(32).toString('base64'),
  };
  readonly #workers: RunningWorker[] = [];
  readonly #db: Database;
  #plans = 0;

  private constructor(fixture: Fixture, sandbox: Sandbox) {
    this.fixture = fixture;
    this.sandbox = sandbox;
    const db = createDatabase({ url: fixture.databaseUrl, poolSize: 4, applicationName: 'test' });
    this.#db = db;
    this.management = createManagementContext({
      db,
      keyPepper: Buffer.from(this.#secrets.keyPepper, 'base64'),
      credentialKeys: createCredentialKeys([this.#secrets.credentialKey]),
      keyPrefix: 'tp',
    });
  }

  static async open(options: { redisUrl?: string } = {}): Promise<JobScene> {
    const [fixture, sandbox] = await Promise.all([createFixture(options), startSandboxProcess()]);
    const scene = new JobScene(fixture, sandbox);
    const provider = { slug: 'sandbox', baseUrl: sandbox.baseUrl, credential: 'sk-sandbox-1', servesTestKeys: true };
    await createProvider(scene.management, SEED, CreateProviderSchema.parse(provider));
    const targets = [{ provider: 'sandbox', upstreamModel: 'upstream' }];
    const cost = { input_token: '0.0000001', output_token: '0.0000004' };
    await createModel(scene.management, SEED, CreateModelSchema.parse({ name: MODEL, targets, cost }));
    return scene;
  }

  async close(): Promise<void> {
    await this.stopWorkers();
    await this.#db.close();
    await this.sandbox.stop();
    await this.fixture.close();
  }

  /** Starts a worker; it takes jobs as soon as it can. */
  async startWorker(overrides: Partial<WorkerConfig> = {}): Promise<RunningWorker> {
    const worker = await startWorker(workerConfig(this.fixture, { ...this.#secrets, ...overrides }));
    this.#workers.push(worker);
    return worker;
  }

  async stopWorkers(): Promise<void> {
    await Promise.all(this.#workers.splice(0).map((worker) => worker.stop()));
  }

  /** A prepaid tenant with so much money, subscribed to a plan of its own. */
  async customer(options: { grant?: string; limits?: Record<string, number> } = {}): Promise<Customer> {
    const { management } = this;
    const slug = `plan-${++this.#plans}`;
    const product = CreateProductSchema.parse({ slug, name: slug, models: [MODEL], approval: 'automatic' });
    await createProduct(management, SEED, product);
    const prices = Object.entries(PRICES).map(([unit, amount]) => ({ unit, amount }));
    const { limits = {} } = options;
    await createPlan(
      management,
      SEED,
      CreatePlanSchema.parse({ slug, name: slug, product: slug, currency: 'USD', prices, limits }),
    );
    const tenant = await createTenant(management, SEED, CreateTenantSchema.parse({ name: slug, currency: 'USD' }));
    const credit = { amount: options.grant ?? '10', currency: 'USD', reason: 'for the test of jobs' };
    if (credit.amount !== '0') await grantCredit(management, SEED, { tenantId: tenant.id, ...credit });
    const application = await createApplication(management, SEED, { tenantId: tenant.id, name: 'a', description: '' });
    const applicationId = application.id;
    await requestSubscription(management, SEED, { applicationId, product: slug, plan: slug, message: '' });
    const key = await createKey(management, SEED, { applicationId, name: 'k', environment: 'live' });
    const bare = (kind: IdKind, id: string) => parseId(kind, id) ?? '';
    return {
      tenantId: bare('tenant', tenant.id),
      applicationId: bare('application', applicationId),
      apiKeyId: bare('key', key.id),
    };
  }

  /** A chat job with this prompt; its bare id. */
  job(customer: Customer, prompt: string, options: { callbackUrl?: string } = {}): Promise<string> {
    return this.jobOf(customer, { operation: 'chat.completions', body: chatBody(prompt) }, options);
  }

  /** A job of any operation; its bare id. */
  async jobOf(
    customer: Customer,
    call: { operation: string; body: Buffer },
    options: { callbackUrl?: string } = {},
  ): Promise<string> {
    const actor = { kind: 'application', ...customer, ip: null, requestId: null } as const;
    const {
      job: { id },
    } = await createJob(this.management, actor, {
      environment: 'live',
      ...call,
      model: MODEL,
      metadata: { order: '7' },
      callbackUrl: options.callbackUrl ?? null,
      requestId: '01932f00-0000-7000-8000-000000000000',
      queueLimit: 1_000,
    });
    return parseId('job', id) ?? '';
  }

  async row(jobId: string): Promise<JobRow> {
    const { rows } = await this.fixture.pool.query<JobRow>('SELECT * FROM jobs WHERE id = $1', [jobId]);
    if (rows[0] === undefined) throw new Error(`there is no job ${jobId}`);
    return rows[0];
  }

  /** Waits until the job's row is so. */
  untilRow(jobId: string, isSo: (row: JobRow) => boolean, what: string): Promise<JobRow> {
    return until(async () => {
      const row = await this.row(jobId);
      return isSo(row) ? row : null;
    }, what);
  }

  /** Waits until the job has ended and what it cost is recorded. */
  untilRecorded(jobId: string): Promise<JobRow> {
    const isSo = (row: JobRow) => row.finished_at !== null && (row.charge === null || row.settled_at !== null);
    return this.untilRow(jobId, isSo, 'a job to be over and recorded');
  }

  /** Everything recorded of a tenant's calls. */
  async events(tenantId: string): Promise<EventRow[]> {
    const { rows } = await this.fixture.pool.query<EventRow>(
      'SELECT id, request_id, kind, charge::text, end_reason FROM usage_events WHERE tenant_id = $1 ORDER BY id',
      [tenantId],
    );
    return rows;
  }

  /** Events of jobs that were written for a tenant's webhooks, oldest first. */
  async emitted(
    tenantId: string,
  ): Promise<{ type: string; data: Record<string, unknown>; callbackUrl: string | null }[]> {
    const { rows } = await this.fixture.pool.query<{ payload: never }>(
      `SELECT payload FROM outbox_messages WHERE topic = 'event.occurred' AND payload->>'tenantId' = $1 AND payload->>'type' LIKE 'job.%'
       ORDER BY id`,
      [tenantId],
    );
    return rows.map(({ payload }) => payload);
  }

  /** What the sandbox says it delivered under a call's id. */
  delivered(callId: string): Promise<Delivered | null> {
    return this.sandbox.delivered(publicId('request', callId));
  }

  /** What a delivery costs by the plan's prices: by hand, not by the code under test. */
  chargeOf({ promptTokens, completionTokens }: Delivered): string {
    const input = new Decimal(PRICES.input_token).times(promptTokens);
    const output = new Decimal(PRICES.output_token).times(completionTokens);
    return new Decimal(PRICES.request).plus(input).plus(output).toFixed();
  }
}

/** The body of a chat call that says this. */
export function chatBody(prompt: string): Buffer {
  return Buffer.from(JSON.stringify({ model: MODEL, messages: [{ role: 'user', content: prompt }] }));
}
