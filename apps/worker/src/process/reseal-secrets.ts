import type { CredentialKeys } from '@turnpike/management/credentials/secret-box';
import { resealSecrets } from '@turnpike/management/credentials/reseal-secrets';
import type { Logger } from '@turnpike/telemetry/logger';
import type pg from 'pg';

/** Moves secrets under the current encryption key, and says what it did; without another key there is nothing to do. */
export async function resealSecretsAndTell(
  { pool, keys, logger }: { pool: pg.Pool; keys: CredentialKeys; logger: Logger },
  signal: AbortSignal,
): Promise<void> {
  const { resealed, failed } = await resealSecrets({ pool, keys }, signal);
  if (resealed > 0) logger.info({ resealed, keyId: keys.currentId }, 'secrets were moved under the current key');
  if (failed > 0) logger.warn({ failed }, 'secrets could not be opened with the key that sealed them');
}
