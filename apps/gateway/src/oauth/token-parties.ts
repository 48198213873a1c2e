import type { GatewayConfig } from '@turnpike/config/gateway';
import type { TokenParties } from '@turnpike/oauth/access-token';

/** Our tokens are issued by the portal's address, the only one a browser knows, for the gateway's. */
export function tokenParties(
  config: Pick<GatewayConfig, 'portalUrl' | 'publicGatewayUrl' | 'gatewayUrl'>,
): TokenParties {
  const { portalUrl, publicGatewayUrl, gatewayUrl } = config;
  return { issuer: withoutSlash(portalUrl), audience: withoutSlash(publicGatewayUrl || gatewayUrl) };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
