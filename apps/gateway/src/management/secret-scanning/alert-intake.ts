/** Who may report leaked keys: whoever signs as the publisher of the configured keys does. */
import { verify } from 'node:crypto';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { createGuardedEgress, type GuardedEgress } from '@turnpike/egress/guarded-egress';
import { ApiError } from '@turnpike/errors/api-error';
import { GATEWAY_SETTINGS, type GatewaySettings } from '../../bootstrap/injection-tokens.js';
import { ScannerKeys } from './scanner-keys.js';

const SIGNATURE_BYTES = 200;

/** A message as it came. */
export interface SignedMessage {
  body: unknown;
  keyName: string | string[] | undefined;
  signature: string | string[] | undefined;
}

@Injectable()
export class AlertIntake implements OnModuleDestroy {
  readonly #egress: GuardedEgress | null;
  readonly #keys: ScannerKeys | null;

  constructor(@Inject(GATEWAY_SETTINGS) { secretScanning }: GatewaySettings) {
    const egress =
      secretScanning === undefined ? null : createGuardedEgress({ allowed: secretScanning.outboundAllowed });
    this.#egress = egress;
    this.#keys =
      egress && secretScanning ? new ScannerKeys({ read: () => read(egress, secretScanning.keysUrl) }) : null;
  }

  async onModuleDestroy(): Promise<void> {
    await this.#egress?.destroy();
  }

  /**
   * The message's bytes, once they are known to be signed (ECDSA P-256, SHA-256 over the body as it came). `not_found`
   * where no keys are configured, `invalid_signature` for all else, without a word on what was wrong.
   */
  async open({ body, keyName, signature }: SignedMessage): Promise<Buffer> {
    if (this.#keys === null) throw new ApiError('not_found');
    if (!Buffer.isBuffer(body) || typeof keyName !== 'string' || typeof signature !== 'string') throw refused();
    const bytes = Buffer.from(signature, 'base64');
    if (bytes.length === 0 || bytes.length > SIGNATURE_BYTES) throw refused();
    const key = await this.#keys.find(keyName);
    if (key === null || !verify('sha256', body, { key, dsaEncoding: 'der' }, bytes)) throw refused();
    return body;
  }
}

function refused(): ApiError {
  return new ApiError('invalid_signature', { message: 'The signature of the message is missing or wrong.' });
}

async function read(egress: GuardedEgress, url: string): Promise<Buffer> {
  const headers = { accept: 'application/json', 'user-agent': 'turnpike' };
  const { status, body, isCut } = await egress.send({ url, method: 'GET', headers, body: null });
  if (status !== 200 || isCut) throw new Error(`the list of public keys was answered with ${status}`);
  return body;
}
