import type { Configuration, Environment } from './environment.js';
import { parseEnvironment } from './environment.js';
import { fields } from './fields.js';
import { processFields } from './process-fields.js';

/** The sandbox's variables. */
export const sandboxFields = {
  ...processFields,
  sandboxPort: fields.sandboxPort,
  mailPort: fields.mailPort,
  smtpPort: fields.smtpPort,
  stripeSecretKey: fields.stripeSecretKey,
  stripeWebhookSecrets: fields.stripeWebhookSecrets,
  stripeWebhookUrl: fields.stripeWebhookUrl,
} as const;

/** What the sandbox runs with. */
export type SandboxConfig = Configuration<typeof sandboxFields>;

/** @throws {ConfigurationError} listing every bad variable. */
export function loadSandboxConfig(env: Environment): SandboxConfig {
  return parseEnvironment('sandbox', sandboxFields, env);
}
