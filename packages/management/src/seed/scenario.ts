/**
 * A scenario is a state of the database by name: `npm run seed -- <name>` makes it on a laptop, tests make it in theirs.
 * Each can be run again: what is there stays, what is missing is made, and secrets of an earlier run are used again as
 * long as the database knows them, because only their hashes are in it.
 */
import { createDatabase } from '@turnpike/db/client';
import type { SystemActor } from '../actor.js';
import { createCredentialKeys } from '../credentials/secret-box.js';
import { createManagementContext, type ManagementContext } from '../management-context.js';

/** Where the parts of Turnpike are reached, for those who read what was seeded. */
export interface DemoUrls {
  gatewayUrl: string;
  portalUrl: string;
  sandboxUrl: string;
  mailUrl: string;
}

/** What a scenario works with. */
export interface SeedRun {
  context: ManagementContext;
  actor: SystemActor;
  /** What an earlier run returned, as far as it can be read. */
  existing: unknown;
  urls: DemoUrls;
  /** The environment's keys of vendors, by variable. */
  vendorKeys: Readonly<Record<string, string | undefined>>;
}

/** `Result` is JSON, holds the secrets that were made, and is given back as `existing` the next time. */
export interface Scenario<Result = unknown> {
  name: string;
  /** One line for those who choose. */
  about: string;
  seed(run: SeedRun): Promise<Result>;
}

export interface SeedOptions {
  databaseUrl: string;
  /** Base64. */
  keyPepper: string;
  /** Base64 of 32 bytes. */
  credentialKey: string;
  /** First part of the keys made; `tp` when omitted. */
  keyPrefix?: string;
  /** What an earlier run returned, if it can be read. */
  existing: unknown;
  urls: DemoUrls;
  /** The environment's keys of vendors, by variable; none when omitted. */
  vendorKeys?: Readonly<Record<string, string | undefined>>;
}

/** Who seeds, as the audit log and the ledger name it. */
export const SEED_ACTOR: SystemActor = { kind: 'system', name: 'seed', ip: null, requestId: null };

/** Makes what is missing of the scenario, in a migrated database. Two at a time are not meant to run. */
export async function runScenario<Result>(scenario: Scenario<Result>, options: SeedOptions): Promise<Result> {
  const { existing, urls, vendorKeys = {} } = options;
  const db = createDatabase({ url: options.databaseUrl, poolSize: 4, applicationName: 'turnpike-seed' });
  try {
    const context = createManagementContext({
      db,
      keyPepper: Buffer.from(options.keyPepper, 'base64'),
      credentialKeys: createCredentialKeys([options.credentialKey]),
      keyPrefix: options.keyPrefix ?? 'tp',
    });
    return await scenario.seed({ context, actor: SEED_ACTOR, existing, urls, vendorKeys });
  } finally {
    await db.close();
  }
}

/** Where the gateway reaches the sandbox; its providers are below. */
export function sandboxOrigin({ sandboxUrl }: DemoUrls): string {
  return sandboxUrl.replace(/\/$/, '');
}
