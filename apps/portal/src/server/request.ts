import { newId, publicId } from '@turnpike/domain/ids';
import { headers } from 'next/headers';
import { cache } from 'react';

/** What a use case is told of the request beside its input. */
export interface RequestFacts {
  /** `req_…`; shown with every error, written to the audit log. */
  requestId: string;
  ip: string | null;
  userAgent: string | null;
}

/** The facts of the request being answered; the same for all that asks within it. */
export const requestFacts = cache(async (): Promise<RequestFacts> => {
  const received = await headers();
  return {
    requestId: publicId('request', newId()),
    // Written by src/server/client-address.ts, never by the client.
    ip: received.get('x-forwarded-for'),
    userAgent: received.get('user-agent'),
  };
});
