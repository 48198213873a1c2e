/**
 * Gives every page its content security policy, and passes the gateway's public paths on, so that a browser knows one
 * origin. Passing on is done here and not by rewrites in
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
import { contentSecurityPolicy } from './server/content-security-policy';
import { PATH_HEADER } from './server/path-header';

const bodyLimitBytes = 8 * 1024 * 1024;

/**
 * The matcher below sees the path as sent, `%2e%2e` included; this sees it as the gateway will. The pages of errors are
 * the portal's own, beside the gateway's API reference.
 */
const passedOn =
  /^\/(api\/v1|oauth|docs(?!\/errors(\/|$))|\.well-known\/oauth-authorization-server)(\/|$)|^\/openapi\.json$/;

export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  if (!passedOn.test(pathname)) return ownPage(request);
  const refusal = refuseBody(request.headers);
  if (refusal) return refusal;
  return NextResponse.rewrite(new URL(`${pathname}${search}`, portalConfig().gatewayUrl));
}

/** Next reads the nonce out of the policy in the request's headers and puts it on every script it writes. */
function ownPage(request: NextRequest): NextResponse {
  const { gatewayUrl, publicGatewayUrl, nodeEnv } = portalConfig();
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const gatewayOrigin = new URL(publicGatewayUrl || gatewayUrl).origin;
  const policy = contentSecurityPolicy({ nonce, gatewayOrigin, development: nodeEnv === 'development' });
  const headers = new Headers(request.headers);
  headers.set(PATH_HEADER, `${request.nextUrl.pathname}${request.nextUrl.search}`);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
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
  // Everything but what is static.
  matcher: ['/((?!_next/static|_next/image|icon.svg|health$|ready$).*)'],
};
