/**
 * A provider's credentials, in turn. One that the provider refused, or gave too much to do, rests for a while; this
 * process's own opinion, in memory. A provider with one credential costs nothing here.
 */
import type { UpstreamFailure } from '@turnpike/providers/provider-adapter';
import type { CatalogueTarget, TargetCredential } from './catalogue.js';

interface Rest {
  /** A secret that was replaced is another: it begins anew. */
  readonly secret: string;
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** Where a provider that has too much to do says nothing of for how long. */
const BUSY_REST_MS = 30_000;
const REFUSED_REST_MS = 60_000;
/** A provider may ask for longer; nobody waits for it that long without asking again. */
const LONGEST_REST_MS = 300_000;
const SHORTEST_REST_MS = 1_000;

const NO_MONEY = 402;
const TOO_MANY = 429;

export class CredentialsInTurn {
  private readonly now: () => number;
  /** By provider, how often one was picked. */
  private readonly turns = new Map<string, number>();
  /** By credential. */
  private readonly rests = new Map<string, Rest>();

  /** `now` gives monotonic milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  /** The target with the credential whose turn it is; of those that all rest, the one that has for longest. */
  pick(target: CatalogueTarget): CatalogueTarget {
    const { credentials, providerId } = target;
    if (credentials.length < 2) return target;
    const turn = this.turns.get(providerId) ?? 0;
    this.turns.set(providerId, (turn + 1) % Number.MAX_SAFE_INTEGER);
    const inOrder = credentials.map((_, index) => credentials[(turn + index) % credentials.length] as TargetCredential);
    const rested = inOrder.find((credential) => this.restOf(credential) === null);
    return withCredential(target, rested ?? this.longestAtRest(inOrder));
  }

  /**
   * Lets the credential rest that this target was asked with, where the failure is its own. Returns the same target with
   * another credential that doesn't rest; null when there is none, or another would fare no better.
   */
  next(target: CatalogueTarget, failure: UpstreamFailure): CatalogueTarget | null {
    const { credentials, credential: secret } = target;
    if (credentials.length < 2) return null;
    const restMs = restAfter(failure);
    const tried = credentials.find((candidate) => candidate.secret === secret);
    if (restMs === null || tried === undefined) return null;
    const sinceMs = this.now();
    this.rests.set(tried.id, { secret, sinceMs, untilMs: sinceMs + restMs });
    const at = credentials.indexOf(tried);
    const others = credentials.map(
      (_, index) => credentials[(at + 1 + index) % credentials.length] as TargetCredential,
    );
    const other = others.find((candidate) => candidate !== tried && this.restOf(candidate) === null);
    return other === undefined ? null : withCredential(target, other);
  }

  private restOf({ id, secret }: TargetCredential): Rest | null {
    const rest = this.rests.get(id);
    if (rest === undefined) return null;
    if (rest.secret === secret && rest.untilMs > this.now()) return rest;
    this.rests.delete(id);
    return null;
  }

  private longestAtRest(credentials: readonly TargetCredential[]): TargetCredential {
    const sinceMs = (credential: TargetCredential) => this.rests.get(credential.id)?.sinceMs ?? 0;
    return credentials.reduce((oldest, credential) => (sinceMs(credential) < sinceMs(oldest) ? credential : oldest));
  }
}

/** For how long a credential is left alone after that failure; null where another would have failed alike. */
function restAfter({ errorCode, upstreamStatus, retryAfterMs }: UpstreamFailure): number | null {
  if (upstreamStatus === TOO_MANY) {
    return Math.min(LONGEST_REST_MS, Math.max(SHORTEST_REST_MS, retryAfterMs ?? BUSY_REST_MS));
  }
  const isItsOwn = errorCode === 'upstream_rejected_credential' || upstreamStatus === NO_MONEY;
  return isItsOwn ? REFUSED_REST_MS : null;
}

function withCredential(target: CatalogueTarget, { name, secret }: TargetCredential): CatalogueTarget {
  return { ...target, credential: secret, credentialName: name };
}
