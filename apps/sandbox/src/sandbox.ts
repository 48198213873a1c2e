import type { SandboxConfig } from '@turnpike/config/sandbox';
import { warmUpTokenCount } from '@turnpike/domain/token-count';
import type { Logger } from '@turnpike/telemetry/logger';
import { anthropicProvider } from './anthropic/anthropic-routes.js';
import { AzureProvider } from './azure/azure-routes.js';
import { bedrockProvider } from './bedrock/bedrock-routes.js';
import { cohereProvider } from './cohere/cohere-routes.js';
import { DeliveryStore } from './deliveries/delivery-store.js';
import type { Part } from './exchange/part.js';
import { geminiProvider } from './gemini/gemini-routes.js';
import { HookReceiver } from './hooks/hook-routes.js';
import { listenHttp, type Handler, type Listening, type ListenOptions } from './http/listen.js';
import { IdentityProviders } from './identity/identity-routes.js';
import { listenSmtp } from './mail/listen-smtp.js';
import { mailHandler } from './mail/mail-routes.js';
import { Mailbox } from './mail/mailbox.js';
import { providerHandler } from './openai/provider-routes.js';
import { operationsHandler } from './ops/operations-routes.js';
import { sandboxMetrics } from './ops/sandbox-metrics.js';
import { RealtimeProvider } from './realtime/realtime-provider.js';
import { createStripeSandbox } from './stripe/stripe-handler.js';
import { VertexProvider } from './vertex/vertex-routes.js';

export type SandboxOptions = Pick<SandboxConfig, 'host' | 'sandboxPort' | 'mailPort' | 'smtpPort' | 'opsPort'> &
  Partial<Pick<SandboxConfig, 'stripeSecretKey' | 'stripeWebhookSecrets' | 'stripeWebhookUrl'>>;

/** The ports it listens on (those asked for, or picked where 0 was asked) and the way to stop it. */
export interface RunningSandbox {
  ports: { sandbox: number; mail: number; smtp: number; operations: number };
  /** Not ready at once; answers under way get `graceMs` to finish. */
  close: (graceMs: number) => Promise<void>;
}

/** Starts everything the sandbox offers; if one port can't be had, the others are given back and it rejects. */
export async function startSandbox(options: SandboxOptions, logger: Logger): Promise<RunningSandbox> {
  const store = new DeliveryStore();
  const mailbox = new Mailbox();
  const stripe = openStripe(options);
  const identity = new IdentityProviders();
  const hooks = new HookReceiver();
  const azure = new AzureProvider(store);
  const realtime = new RealtimeProvider(store, [azure.realtimeDoor], (error) => {
    logger.error({ err: error }, 'a realtime session failed');
  });
  const sockets = new Sockets(options.host, logger);
  let ready = false;
  const operations = operationsHandler({ isReady: () => ready, metrics: sandboxMetrics(store, mailbox) });
  try {
    const opsPort = await sockets.listen('OPS_PORT', options.opsPort, { handler: operations });
    const smtpPort = await sockets.listenSmtp('SMTP_PORT', options.smtpPort, mailbox);
    const mailPort = await sockets.listen('MAIL_PORT', options.mailPort, { handler: mailHandler(mailbox, smtpPort) });
    const handler = identity.before(withPaths([hooks, stripe, azure, ...providersOf(store)], providerHandler(store)));
    const sandboxPort = await sockets.listen('SANDBOX_PORT', options.sandboxPort, { handler, upgrades: realtime });
    identity.open(`http://${reachable(options.host)}:${sandboxPort}`);
    warmUpTokenCount();
    ready = true;
    return {
      ports: { sandbox: sandboxPort, mail: mailPort, smtp: smtpPort, operations: opsPort },
      close: (graceMs) => {
        ready = false;
        stripe.close();
        realtime.close();
        return sockets.close(graceMs);
      },
    };
  } catch (error) {
    await sockets.close(0);
    throw error;
  }
}

/** How a client on this machine reaches what binds to that address. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function openStripe({ stripeSecretKey = '', stripeWebhookSecrets = [], stripeWebhookUrl = '' }: SandboxOptions) {
  return createStripeSandbox({
    secretKey: stripeSecretKey,
    webhook: { url: stripeWebhookUrl, secrets: stripeWebhookSecrets },
  });
}

/** The model providers beside OpenAI, each below a path of its own. */
function providersOf(store: DeliveryStore): Part[] {
  return [
    anthropicProvider(store),
    geminiProvider(store),
    new VertexProvider(store),
    bedrockProvider(store),
    cohereProvider(store),
  ];
}

/** Some paths of the socket are another part's: Stripe and OpenAI share `/v1`, and no path of theirs is the same. */
function withPaths(parts: readonly Part[], others: Handler): Handler {
  return (request, response) => {
    const path = URL.parse(request.url ?? '/', 'http://sandbox')?.pathname ?? '/';
    const part = parts.find((each) => each.owns(path));
    return part === undefined ? others(request, response) : part.answer(request, response);
  };
}

/** What listens, so that all of it can be closed. */
class Sockets {
  private readonly open: Listening[] = [];
  private readonly host: string;
  private readonly logger: Logger;

  constructor(host: string, logger: Logger) {
    this.host = host;
    this.logger = logger;
  }

  listen(variable: string, port: number, served: Pick<ListenOptions, 'handler' | 'upgrades'>): Promise<number> {
    const onDefect = (error: unknown): void => {
      this.logger.error({ err: error }, 'a request failed');
    };
    return this.keep(variable, port, listenHttp({ host: this.host, port, ...served, onDefect }));
  }

  listenSmtp(variable: string, port: number, mailbox: Mailbox): Promise<number> {
    const onClientError = (error: Error): void => {
      this.logger.warn({ err: error }, 'an SMTP client failed');
    };
    return this.keep(variable, port, listenSmtp({ host: this.host, port, mailbox, onClientError }));
  }

  async close(graceMs: number): Promise<void> {
    await Promise.all(this.open.map((socket) => socket.close(graceMs)));
  }

  /** A port that can't be had is named together with the variable that changes it. */
  private async keep(variable: string, port: number, starting: Promise<Listening>): Promise<number> {
    try {
      const socket = await starting;
      this.open.push(socket);
      this.logger.info({ port: socket.port, variable }, 'listening');
      return socket.port;
    } catch (error) {
      throw new Error(`port ${port} can't be used; set ${variable} to another one`, { cause: error });
    }
  }
}
