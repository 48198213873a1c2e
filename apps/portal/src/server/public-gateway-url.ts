import { portalConfig } from '../environment';

/** Where callers, browsers among them, reach the gateway: what snippets carry. Without a slash at its end. */
export function publicGatewayUrl(): string {
  const { publicGatewayUrl, gatewayUrl } = portalConfig();
  return publicGatewayUrl || gatewayUrl;
}
