import type { AddressGuardOptions } from '@turnpike/egress/address-guard';
import type { Logger } from '@turnpike/telemetry/logger';
import type { ManagementContext } from '@turnpike/management/management-context';
import type { ProviderSettings } from '../identity/providers/provider-settings.js';

/** What controllers, guards and filters are given; the values are made outside Nest and handed to AppModule. */
export const MANAGEMENT_CONTEXT = Symbol('ManagementContext');
export const GATEWAY_SETTINGS = Symbol('GatewaySettings');
export const LOGGER = Symbol('Logger');

/** What the control plane must know about where it runs. */
export interface GatewaySettings {
  /** Addresses or ranges whose X-Forwarded-For and -Proto are believed. */
  trustedProxies: readonly string[];
  /** Where browsers reach the portal: its origin may write, and its scheme decides how the session cookie is called. */
  portalUrl: string;
  /** The name users see, in the API's document. */
  productName: string;
  /** Those that sign people in; none when omitted. */
  identityProviders?: readonly ProviderSettings[];
  /** Connections of the public socket at once, over all and from one address; any number when omitted. */
  connections?: { most: number; mostPerAddress: number };
  /** Where the keys are that sign alerts of leaked keys; without it none are taken. */
  secretScanning?: { keysUrl: string; outboundAllowed: AddressGuardOptions['allowed'] };
  /** How long close() waits for calls in flight before it ends them. */
  shutdownGraceMs: number;
}

/** Everything AppModule hands out. */
export interface ControlPlaneDependencies {
  management: ManagementContext;
  settings: GatewaySettings;
  logger: Logger;
}
