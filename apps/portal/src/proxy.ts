/**
 * Passes the gateway's public paths on, so that a browser knows one origin. Done here and not by rewrites in
 * next.config.ts: those are written into the build, and one build must run against any gateway.
 *
 * Next keeps a copy of the body while this runs and silently cuts it at 10 MiB, which leaves the gateway waiting for the
 * rest. Bodies that could reach that are refused here: nothing behind these paths takes one.
 */
import { publicId, newId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { errorEnvelope } from '@turnpike/errors/unified-envelope';
import type { NextRequest } from 'next/server';
import { NextResponse } from 'next/server';
import { portalConfig } from './environment';

const bodyLimitBytes = 8 * 1024 * 1024;

/** The matcher below sees the path as sent, `%2e%2e` included; this sees it as the gateway will. */
const passedOn = /^\/(api\/v1|oauth|docs)(\/|$)|^\/openapi\.json$/;

export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  if (!passedOn.test(pathname)) return NextResponse.next();
  const refusal = refuseBody(request.headers);
  if (refusal) return refusal;
  return NextResponse.rewrite(new URL(`${pathname}${search}`, portalConfig().gatewayUrl));
}

function refuseBody(headers: Headers): NextResponse | null {
  const declared = headers.get('content-length');
  const fits = declared === null ? !headers.has('transfer-encoding') : Number(declared) <= bodyLimitBytes;
  if (fits) return null;
  const message =
    declared === null
      ? 'Send the body with a Content-Length.'
      : `The request body is larger than ${bodyLimitBytes} bytes.`;
  const error = new ApiError('payload_too_large', { message });
  const envelope = errorEnvelope(error, publicId('request', newId()));
  // The rest of the body is not read; a connection that still carries it can't be used again.
  return NextResponse.json(envelope, { status: error.status, headers: { connection: 'close' } });
}

export const config = {
  matcher: ['/api/v1/:path*', '/oauth/:path*', '/docs/:path*', '/openapi.json'],
};
