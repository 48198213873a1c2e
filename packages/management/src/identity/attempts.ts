/**
 * How often something may be tried, counted in Postgres so that the limit holds across processes. Windows are fixed:
 * around the end of one, twice as many attempts may pass in a short time.
 */
import { isIPv6 } from 'node:net';
import { ApiError } from '@turnpike/errors/api-error';
import type { ManagementContext } from '../management-context.js';

export interface AttemptLimit {
  /** First part of the key; what is limited comes behind it. */
  name: string;
  max: number;
  windowMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Every limit there is. Those by address leave room for an office behind one. */
export const ATTEMPT_LIMITS = {
  /** Failures by address and e-mail: neither one's guesses nor a colleague's lock anybody else out. */
  signIn: { name: 'sign-in', max: 10, windowMs: 15 * MINUTE_MS },
  signInAddress: { name: 'sign-in-address', max: 100, windowMs: 15 * MINUTE_MS },
  /** Wrong current passwords, by person. */
  currentPassword: { name: 'current-password', max: 10, windowMs: 15 * MINUTE_MS },
  signUpAddress: { name: 'sign-up-address', max: 30, windowMs: HOUR_MS },
  forgotAddress: { name: 'forgot-address', max: 30, windowMs: HOUR_MS },
  resendAddress: { name: 'resend-address', max: 30, windowMs: HOUR_MS },
  /** Links tried, by address. */
  link: { name: 'link', max: 60, windowMs: 15 * MINUTE_MS },
  /** Mails that anybody may cause, by the address they go to: no one's mailbox is to be filled from here. */
  mail: { name: 'mail', max: 6, windowMs: HOUR_MS },
  /** Invitations by the tenant that sends them, and by the address they go to. */
  invitationTenant: { name: 'invitation-tenant', max: 100, windowMs: HOUR_MS },
  invitationMail: { name: 'invitation-mail', max: 6, windowMs: HOUR_MS },
  /** Organisations one person makes. */
  ownTenant: { name: 'own-tenant', max: 10, windowMs: HOUR_MS },
  /** Calls to providers that an admin makes to try them, by admin: each may cost the platform money. */
  providerTest: { name: 'provider-test', max: 20, windowMs: MINUTE_MS },
} as const satisfies Record<string, AttemptLimit>;

/**
 * Counts an attempt when it begins, so that a burst of them can't pass before the first has failed. Throws
 * `too_many_attempts` with the time until the window ends.
 */
export async function countAttempt(context: ManagementContext, limit: AttemptLimit, ...subject: string[]) {
  const retryAfterSeconds = await tryAttempt(context, limit, ...subject);
  if (retryAfterSeconds > 0) throw new ApiError('too_many_attempts', { retryAfterSeconds });
}

/** Counts an attempt and gives 0, or the seconds until another is allowed. */
export async function tryAttempt(
  context: ManagementContext,
  limit: AttemptLimit,
  ...subject: string[]
): Promise<number> {
  const { start, endMs, nowMs } = windowOf(context, limit);
  const rows = await context.db.prisma.$queryRaw<{ count: number }[]>`
    INSERT INTO attempt_counts (key, window_start, count) VALUES (${keyOf(limit, subject)}, ${start}, 1)
    ON CONFLICT (key, window_start) DO UPDATE SET count = attempt_counts.count + 1
    RETURNING count`;
  const within = (rows[0]?.count ?? 0) <= limit.max;
  return within ? 0 : Math.max(1, Math.ceil((endMs - nowMs) / 1000));
}

/** Forgets the attempts of this window, after one that succeeded. */
export async function forgetAttempts(context: ManagementContext, limit: AttemptLimit, ...subject: string[]) {
  const key = keyOf(limit, subject);
  await context.db.prisma.attemptCount.deleteMany({ where: { key, windowStart: windowOf(context, limit).start } });
}

/** Takes one attempt back that succeeded, and leaves the others: what many people share. */
export async function forgiveAttempt(context: ManagementContext, limit: AttemptLimit, ...subject: string[]) {
  await context.db.prisma.attemptCount.updateMany({
    where: { key: keyOf(limit, subject), windowStart: windowOf(context, limit).start, count: { gt: 0 } },
    data: { count: { decrement: 1 } },
  });
}

/** An address as it is counted: of IPv6 the /64, because a household has all of one. */
export function countedAddress(ip: string | null): string {
  if (ip === null) return 'unknown';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(ip)) return ip;
  const [head = '', tail] = ip.toLowerCase().split('%', 1)[0]?.split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right];
  return `${groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`; // prettier-ignore
}

function keyOf({ name }: AttemptLimit, subject: readonly string[]): string {
  return [name, ...subject].join(':');
}

function windowOf(context: ManagementContext, { windowMs }: AttemptLimit) {
  const nowMs = context.now().getTime();
  const startMs = Math.floor(nowMs / windowMs) * windowMs;
  return { start: new Date(startMs), endMs: startMs + windowMs, nowMs };
}
