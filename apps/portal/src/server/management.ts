/**
 * The portal's way to data: the use cases of packages/management, over one small pool per process. The only file of the
 * portal that opens a database.
 */
import { createDatabase } from '@turnpike/db/client';
import { AddressGuard } from '@turnpike/egress/address-guard';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import type { ManagementContext } from '@turnpike/management/management-context';
import { createManagementContext } from '@turnpike/management/management-context';
import { portalConfig } from '../environment';
import { reportFailure } from './report-failure';

// Pages render small reads; what is heavy is paged by its use case.
const poolSize = 5;

// A page that takes longer has lost its reader.
const statementTimeoutMs = 10_000;

// Next bundles each route on its own, and the dev server evaluates modules again after every edit. The process is the
// only scope that all of them share, so the one context hangs there.
const holder = globalThis as typeof globalThis & { turnpikeManagement?: ManagementContext };

/** The process's context. Made on first use; connects when the first use case asks the database something. */
export function managementContext(): ManagementContext {
  holder.turnpikeManagement ??= openContext();
  return holder.turnpikeManagement;
}

function openContext(): ManagementContext {
  const { databaseUrl, keyPepper, keyPeppersRetired, credentialKey, credentialKeysRetired, ...config } = portalConfig();
  const { keyPrefix, productName, outboundAllowed } = config;
  return createManagementContext({
    db: createDatabase({
      url: databaseUrl,
      poolSize,
      statementTimeoutMs,
      applicationName: 'turnpike-portal',
      onConnectionError: (error) => reportFailure('idle database connection', error),
    }),
    keyPepper: Buffer.from(keyPepper, 'base64'),
    keyPeppersRetired: keyPeppersRetired.map((pepper) => Buffer.from(pepper, 'base64')),
    credentialKeys: createCredentialKeys([credentialKey, ...credentialKeysRetired]),
    keyPrefix,
    productName,
    addresses: new AddressGuard({ allowed: outboundAllowed }),
  });
}
