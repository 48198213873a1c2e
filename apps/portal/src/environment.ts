/**
 * The one place where the portal reads its environment. Read on first use and not on import, because `next build`
 * imports every route without having an environment.
 */
import { loadPortalConfig, type PortalConfig } from '@turnpike/config/portal';

let config: PortalConfig | undefined;

/** The portal's configuration. @throws {ConfigurationError} listing every bad variable. */
export function portalConfig(): PortalConfig {
  config ??= loadPortalConfig(process.env);
  return config;
}

/** Ends the process, with the table of what to change, when the environment can't be used: Next would only log it. */
export function requirePortalConfig(): void {
  try {
    portalConfig();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
