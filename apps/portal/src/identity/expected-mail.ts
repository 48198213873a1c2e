/**
 * Which mail the reader waits for, remembered in their own browser for an hour: an address has no place in a URL, which
 * logs and histories keep.
 */
import { isSecureOrigin } from '@turnpike/contracts/session-cookie';
import { cookies } from 'next/headers';
import { portalConfig } from '../environment';

export type MailPurpose = 'verify' | 'reset';

export interface ExpectedMail {
  purpose: MailPurpose;
  email: string;
}

const COOKIE = 'turnpike_mail';
const HOUR_S = 3_600;

/** For server actions. */
export async function rememberMail({ purpose, email }: ExpectedMail): Promise<void> {
  (await cookies()).set(COOKIE, `${purpose}:${email}`, {
    path: '/check-mail',
    maxAge: HOUR_S,
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecureOrigin(portalConfig().portalUrl),
  });
}

/** What was remembered; null when nothing was, or not here. */
export async function expectedMail(): Promise<ExpectedMail | null> {
  const value = (await cookies()).get(COOKIE)?.value ?? '';
  const [, purpose, email] = /^(verify|reset):(.{3,254})$/.exec(value) ?? [];
  return purpose === undefined || email === undefined ? null : { purpose: purpose as MailPurpose, email };
}
