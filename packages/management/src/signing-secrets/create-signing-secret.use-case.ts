import { generateKeyPairSync } from 'node:crypto';
import type { CreatedSigningSecretView, CreateSigningSecretInput } from '@turnpike/contracts/management/signing';
import { newId } from '@turnpike/domain/ids';
import { randomBase62 } from '@turnpike/domain/key-format';
import { ApiError } from '@turnpike/errors/api-error';
import { readPublicKey } from '@turnpike/signatures/signature-key';
import { actorUserId, type Actor } from '../actor.js';
import { requireNetworks } from '../allow-lists/require-networks.js';
import { findLiveApplication } from '../applications/find-application.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import { type CredentialKeys, seal } from '../credentials/secret-box.js';
import { latestKeyEnd, requireKeyEnd } from '../keys/key-end.js';
import type { ManagementContext } from '../management-context.js';
import { signingBinding } from './signing-key.js';
import { OMIT_SECRET, signingSecretView, WITH_APPLICATION } from './signing-secret-view.js';

/** 256 bits and a little. */
const SECRET_CHARACTERS = 43;

/**
 * Makes what an application signs its requests with. The answer holds the shared secret or private key, this once: of a
 * shared secret a sealed copy is kept, of a pair the public half. It ends when keys of the organisation would.
 */
export async function createSigningSecret(
  context: ManagementContext,
  actor: Actor,
  input: CreateSigningSecretInput,
): Promise<CreatedSigningSecretView> {
  const { applicationId, name, environment, algorithm } = input;
  const application = await findLiveApplication(context, actor, { applicationId, permission: 'signing-secret:write' });
  const { tenantId } = application;
  const addresses = requireNetworks(input.addresses, 'addresses');
  const id = newId();
  const { secret, columns } = materialOf(input, context.credentialKeys, id);
  const now = context.now();
  return inTransaction(context, async (tx) => {
    const latest = await latestKeyEnd(tx, tenantId, now);
    const expiresAt = requireKeyEnd(input.expiresAt ?? null, { now, latest });
    const owner = { tenantId, applicationId: application.id, createdBy: actorUserId(actor) };
    const facts = { name, environment, addresses, expiresAt };
    const row = await tx.signingSecret.create({
      data: { id, ...owner, ...facts, ...columns },
      omit: OMIT_SECRET,
      include: WITH_APPLICATION,
    });
    await writeAudit(tx, actor, {
      tenantId,
      action: 'signing-secret.create',
      resourceKind: 'signing-secret',
      resourceId: id,
      detail: { ...facts, expiresAt: expiresAt?.toISOString() ?? null, algorithm },
    });
    return { ...signingSecretView(row, now), secret };
  });
}

type Asked = Pick<CreateSigningSecretInput, 'algorithm' | 'publicKey'>;

/** What to show of it once, and what to keep. */
function materialOf(asked: Asked, keys: CredentialKeys, id: string) {
  if (asked.algorithm === 'hmac-sha256') {
    const secret = randomBase62(SECRET_CHARACTERS);
    const sealed = seal(keys, secret, signingBinding(id));
    const columns = { ciphertext: new Uint8Array(sealed.ciphertext), keyId: sealed.keyId };
    return { secret, columns: { ...columns, algorithm: 'hmac_sha256' as const } };
  }
  const { secret, spki } = pairOf(asked.publicKey);
  return { secret, columns: { publicKey: new Uint8Array(spki), algorithm: 'ed25519' as const } };
}

function pairOf(given: string | undefined): { secret: string | null; spki: Buffer } {
  if (given === undefined) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const secret = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    return { secret, spki: publicKey.export({ format: 'der', type: 'spki' }) };
  }
  const spki = readPublicKey(given);
  if (spki === null) {
    const message = 'Give the public half of an Ed25519 pair, as PEM (BEGIN PUBLIC KEY) or as a JWK.';
    throw new ApiError('validation_failed', { message, param: 'publicKey' });
  }
  return { secret: null, spki };
}
