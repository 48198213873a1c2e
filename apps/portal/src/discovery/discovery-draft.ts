/** A provider's discovery as a form holds it: texts as they are typed, of every kind at once, so that none is lost. */
import type { Discovery } from '@turnpike/contracts/management/discovery';

export const DISCOVERY_KINDS = ['none', 'static', 'dns', 'kubernetes', 'registration'] as const;

export type DiscoveryKind = (typeof DISCOVERY_KINDS)[number];

export interface DiscoveryDraft {
  kind: DiscoveryKind;
  /** One a line: address, and a weight after it where it isn't 1. */
  instances: string;
  record: string;
  host: string;
  port: string;
  refreshSeconds: string;
  server: string;
  namespace: string;
  service: string;
  servicePort: string;
  apiServer: string;
  tokenFile: string;
  ttlSeconds: string;
  /** One a line. */
  allowedNetworks: string;
}

const BLANK: DiscoveryDraft = {
  kind: 'none',
  instances: '',
  record: 'A',
  host: '',
  port: '',
  refreshSeconds: '5',
  server: '',
  namespace: 'default',
  service: '',
  servicePort: '',
  apiServer: '',
  tokenFile: '',
  ttlSeconds: '10',
  allowedNetworks: '10.0.0.0/8',
};

export function draftOf(discovery: Discovery | null): DiscoveryDraft {
  switch (discovery?.kind) {
    case undefined:
      return BLANK;
    case 'static': {
      const lines = discovery.instances.map(({ address, weight }) => (weight === 1 ? address : `${address} ${weight}`));
      return { ...BLANK, kind: 'static', instances: lines.join('\n') };
    }
    case 'dns': {
      const { record, host, port, refreshMs, server = '' } = discovery;
      return { ...BLANK, kind: 'dns', record, host, port: text(port), refreshSeconds: text(refreshMs / 1000), server };
    }
    case 'kubernetes': {
      const { namespace, service, port, apiServer = '', tokenFile = '' } = discovery;
      return { ...BLANK, kind: 'kubernetes', namespace, service, servicePort: text(port), apiServer, tokenFile };
    }
    case 'registration': {
      const { ttlMs, allowedNetworks } = discovery;
      return {
        ...BLANK,
        kind: 'registration',
        ttlSeconds: text(ttlMs / 1000),
        allowedNetworks: allowedNetworks.join('\n'),
      };
    }
  }
}

/** What is sent: fields of the kind chosen, as numbers where they are some. The server says what is wrong with them. */
export function discoveryIn(draft: DiscoveryDraft): Record<string, unknown> | null {
  const { kind } = draft;
  switch (kind) {
    case 'none':
      return null;
    case 'static':
      return { kind, instances: linesOf(draft.instances).map(instanceIn) };
    case 'dns': {
      const { record, host } = draft;
      const refreshMs = milliseconds(draft.refreshSeconds);
      return { kind, record, host, refreshMs, ...filledIn({ port: number(draft.port), server: draft.server.trim() }) };
    }
    case 'kubernetes': {
      const { namespace, service } = draft;
      const port = /^\d+$/.test(draft.servicePort.trim()) ? number(draft.servicePort) : draft.servicePort.trim();
      const rest = { port, apiServer: draft.apiServer.trim(), tokenFile: draft.tokenFile.trim() };
      return { kind, namespace, service, ...filledIn(rest) };
    }
    case 'registration': {
      const allowedNetworks = linesOf(draft.allowedNetworks);
      return { kind, ttlMs: milliseconds(draft.ttlSeconds), allowedNetworks };
    }
  }
}

function instanceIn(line: string): object {
  const [address, weight] = line.split(/\s+/);
  return weight === undefined ? { address } : { address, weight: number(weight) };
}

function linesOf(lines: string): string[] {
  return lines
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function milliseconds(seconds: string): number | undefined {
  const value = number(seconds);
  return value === undefined ? undefined : Math.round(value * 1000);
}

function number(typed: string): number | undefined {
  return typed.trim() === '' ? undefined : Number(typed);
}

function text(value: number | string | undefined): string {
  return value === undefined ? '' : `${value}`;
}

/** What isn't filled in isn't sent: then it is the default. */
function filledIn(fields: Record<string, string | number | undefined>): Record<string, string | number | undefined> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '' && value !== undefined));
}
