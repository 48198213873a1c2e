import type { Configuration, Environment } from './environment.js';
import { parseEnvironment } from './environment.js';
import { fields } from './fields.js';
import { processFields } from './process-fields.js';

/** The portal's variables. It serves its health on `portalPort`, so it has no operations port. */
export const portalFields = {
  nodeEnv: processFields.nodeEnv,
  logLevel: processFields.logLevel,
  host: processFields.host,
  portalPort: fields.portalPort,
  databaseUrl: fields.databaseUrl,
  gatewayUrl: fields.gatewayUrl,
  publicGatewayUrl: fields.publicGatewayUrl,
  portalUrl: fields.portalUrl,
  mailboxUrl: fields.mailboxUrl,
  sandboxUrl: fields.sandboxUrl,
  keyPepper: fields.keyPepper,
  keyPeppersRetired: fields.keyPeppersRetired,
  keyPrefix: fields.keyPrefix,
  credentialKey: fields.credentialKey,
  credentialKeysRetired: fields.credentialKeysRetired,
  productName: fields.productName,
  trustedProxies: fields.trustedProxies,
  outboundAllowed: fields.outboundAllowed,
} as const;

/** What the portal runs with; keys in base64. */
export type PortalConfig = Configuration<typeof portalFields>;

/** @throws {ConfigurationError} listing every bad variable. */
export function loadPortalConfig(env: Environment): PortalConfig {
  return parseEnvironment('portal', portalFields, env);
}
