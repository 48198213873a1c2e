/** Whether the body is the one that was signed: its digest, hashed as it comes in, against the header that is covered. */
import { Transform, type Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { ApiError } from '@turnpike/errors/api-error';
import { BodyDigest } from '@turnpike/signatures/content-digest';
import { SignatureProblem } from '@turnpike/signatures/problem';
import type { Arrival } from '../tickets.js';
import { refuseSignature } from './arrived-signature.js';

/** What the bytes of a body go through; null where none are promised. */
export function bodyDigestOf({ signature }: Pick<Arrival, 'signature'>): BodyDigest | null {
  if (signature === null || signature instanceof ApiError || signature.digest === null) return null;
  return new BodyDigest(signature.digest);
}

/** After the last byte; only an empty body may do without a digest. */
export function checkBody(
  { signature }: Pick<Arrival, 'signature'>,
  { digest, bytes }: { digest: BodyDigest | null; bytes: number },
): ApiError | null {
  if (signature === null) return null;
  if (digest === null) return bytes === 0 ? null : refuse('it must be covered where there is a body');
  return digest.matches() ? null : refuse('the body is not the one that it announces');
}

function refuse(reason: string): ApiError {
  return refuseSignature(new SignatureProblem('content-digest', reason));
}

/** A body that is taken apart as it comes, hashed on its way there. */
export class HashedBody {
  readonly stream: Readable;
  private readonly arrival: Arrival;
  private readonly digest: BodyDigest | null;
  private bytes = 0;

  constructor(source: Readable, arrival: Arrival) {
    const digest = bodyDigestOf(arrival);
    const count = (length: number) => (this.bytes += length);
    const transform = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        count(chunk.length);
        digest?.update(chunk);
        done(null, chunk);
      },
    });
    this.arrival = arrival;
    this.digest = digest;
    this.stream = transform;
    // A sender that leaves destroys both, which whoever reads the stream sees.
    pipeline(source, transform).catch(() => undefined);
  }

  /** When all of it has passed: whether it was what was signed; `client_gone` for one that broke off. */
  async check(): Promise<ApiError | 'client_gone' | null> {
    try {
      this.stream.resume();
      if (!this.stream.readableEnded) await finished(this.stream, { writable: false });
    } catch {
      return 'client_gone';
    }
    return checkBody(this.arrival, { digest: this.digest, bytes: this.bytes });
  }
}
