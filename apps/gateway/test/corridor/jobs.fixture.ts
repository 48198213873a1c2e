/** A corridor whose jobs are kept in a real PostgreSQL. What a worker would do is done to the rows by hand. */
import { randomBytes } from 'node:crypto';
import { JOB_CHANNEL } from '@turnpike/contracts/job-channel';
import { createDatabase, type Database, type Prisma } from '@turnpike/db/client';
import { parseId } from '@turnpike/domain/ids';
import { AddressGuard } from '@turnpike/egress/address-guard';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import { createManagementContext } from '@turnpike/management/management-context';
import type { ConversationStore } from '@turnpike/pipeline/services';
import { createTestDatabase } from '@turnpike/testing/database';
import { createJobDesk } from '../../src/http/jobs/job-desk.js';
import { JobWatch } from '../../src/http/jobs/job-watch.js';
import type { AccountOptions } from './catalogue.fixture.js';
import { type Account, Corridor } from './corridor.fixture.js';

export const QUEUE_LIMIT = 3;
/** The one private place that callbacks may go to. */
export const CALLBACK_PORT = 8_090;
export const WAITERS_LIMIT = 3;

/** What any response that is named said. */
const EARLIER_INPUT = { role: 'user', content: 'Earlier.' };
const EARLIER: ConversationStore = {
  recall: (_caller, body) => {
    if (typeof body.previous_response_id !== 'string') return Promise.resolve(null);
    return Promise.resolve({ body: { model: body.model, input: [EARLIER_INPUT] } });
  },
  remember: () => undefined,
};

export class JobsCorridor {
  readonly corridor: Corridor;
  readonly db: Database;
  readonly watch: JobWatch;
  private readonly dropDatabase: () => Promise<void>;

  private constructor(parts: Pick<JobsCorridor, 'corridor' | 'db' | 'watch'>, dropDatabase: () => Promise<void>) {
    this.corridor = parts.corridor;
    this.db = parts.db;
    this.watch = parts.watch;
    this.dropDatabase = dropDatabase;
  }

  static async start(): Promise<JobsCorridor> {
    const database = await createTestDatabase();
    const db = createDatabase({ url: database.url, applicationName: 'jobs-test' });
    const onError = (error: unknown) => console.error(error);
    const watch = new JobWatch({ pool: db.pool, databaseUrl: database.url, onError, waitersLimit: WAITERS_LIMIT });
    const context = createManagementContext({
      db,
      keyPepper: randomBytes(32),
      credentialKeys: createCredentialKeys([randomBytes(32).toString('base64')]),
      keyPrefix: 'tp',
      addresses: new AddressGuard({ allowed: [{ range: '127.0.0.1/32', port: CALLBACK_PORT }] }),
    });
    const jobs = createJobDesk({ context, watch, queueLimit: QUEUE_LIMIT, onError });
    const corridor = await Corridor.start({ jobs, parts: { conversations: EARLIER } });
    return new JobsCorridor({ corridor, db, watch }, () => database.drop());
  }

  /** An account that PostgreSQL knows too. */
  async account(options: AccountOptions = {}): Promise<Account> {
    const account = this.corridor.account(options);
    const { tenantId, applicationId } = account;
    const applications = { create: { id: applicationId, name: 'app' } };
    await this.db.prisma.tenant.create({ data: { id: tenantId, slug: tenantId, name: 'Tenant', applications } });
    return account;
  }

  row(id: string) {
    return this.db.prisma.job.findUniqueOrThrow({ where: { id: bare(id) } });
  }

  rows(account: Account) {
    return this.db.prisma.job.findMany({ where: { tenantId: account.tenantId }, orderBy: { id: 'asc' } });
  }

  /** As a worker changes a job. Unsaid, nobody hears of it. */
  async change(id: string, data: Prisma.JobUpdateInput, say: 'aloud' | 'unsaid' = 'aloud'): Promise<void> {
    await this.db.prisma.$transaction(async (tx) => {
      await tx.job.update({ where: { id: bare(id) }, data });
      if (say === 'aloud') await tx.$executeRaw`SELECT pg_notify(${JOB_CHANNEL}, ${bare(id)})`;
    });
  }

  async stop(): Promise<void> {
    await this.corridor.stop();
    await this.watch.close();
    await this.db.close();
    await this.dropDatabase();
  }
}

function bare(id: string): string {
  return parseId('job', id) ?? id;
}
