/**
 * One session of OpenAI's realtime wire: takes the client's events one after the other, gives the server's. What isn't
 * valid is answered with an `error` event, and the session goes on. Ends with the socket.
 */
import { freshId } from '../answer/fresh-id.js';
import { planAnswer } from '../answer/plan.js';
import { badRequest, type Refusal } from '../exchange/wire.js';
import { invalidValue, isObject, missing, type Body } from '../openai/fields.js';
import { invalidRequest } from '../openai/openai-error.js';
import { parseSteering } from '../steering/parse-steering.js';
import { checkItem, Conversation, toItem, truncateSound, withoutSound, type Item } from './conversation.js';
import type { EventSocket, RealtimeEvent } from './event-socket.js';
import { InputTurns } from './input-turns.js';
import { parseResponse, unknownItem } from './response-request.js';
import { RealtimeResponse } from './respond.js';
import { checkSession, defaultSettings, updateSettings, type SessionSettings } from './session-settings.js';
import type { SessionAccount } from './session-account.js';

/** What of steering has no place here is refused. */
const ABILITIES = { images: false, cacheWrites: false, filtered: true };

/** Handles one type of event; gives what is wrong with it. */
type EventHandler = (event: Body) => Refusal | undefined | Promise<Refusal | undefined>;

interface SessionParts {
  events: EventSocket;
  account: SessionAccount;
  model: string;
  /** Our own mistakes. */
  onDefect: (error: unknown) => void;
}

export class RealtimeSession {
  private readonly events: EventSocket;
  private readonly account: SessionAccount;
  private readonly onDefect: (error: unknown) => void;
  private readonly conversation = new Conversation();
  private readonly turns: InputTurns;
  private settings: SessionSettings;
  private response: RealtimeResponse | undefined;
  private isSilent = false;
  private readonly handlers: Readonly<Record<string, EventHandler>> = {
    'session.update': (event) => this.updateSession(event),
    'conversation.item.create': (event) => this.createItem(event),
    'conversation.item.retrieve': (event) => this.retrieveItem(event),
    'conversation.item.delete': (event) => this.deleteItem(event),
    'conversation.item.truncate': (event) => this.truncateItem(event),
    'input_audio_buffer.append': (event) => this.turns.append(event, this.settings),
    'input_audio_buffer.commit': () => this.turns.commit(this.settings),
    'input_audio_buffer.clear': () => this.turns.clear(),
    'response.create': (event) => this.createResponse(event.response),
    'response.cancel': (event) => this.cancelResponse(event),
  };

  constructor({ events, account, model, onDefect }: SessionParts) {
    this.events = events;
    this.account = account;
    this.onDefect = onDefect;
    this.settings = defaultSettings(model, { sessionId: freshId('sess_'), nowMs: Date.now() });
    this.turns = new InputTurns({
      events,
      account,
      addItem: (item) => this.addItem(item),
      interrupt: () => {
        this.response?.cancel('turn_detected');
      },
      respond: () => this.createResponse(undefined),
    });
  }

  start(): void {
    this.tell({ type: 'session.created', session: this.settings });
  }

  /** The socket is gone: nothing that is under way goes on. */
  end(): void {
    this.response?.cancel('client_cancelled');
  }

  /** One message of the client's; rejects only for a defect of our own. */
  async receive(text: string): Promise<void> {
    if (this.isSilent) return;
    const event = parseEvent(text);
    if (event === undefined) {
      this.events.refuse(invalidRequest('We could not parse the JSON of your event.', null, 'invalid_json'), null);
      return;
    }
    const problem = await this.handle(event);
    if (problem !== undefined) this.events.refuse(problem, event.event_id);
  }

  refuseBinary(): void {
    if (!this.isSilent) this.events.refuse(invalidRequest('Events are sent as text.', null, 'invalid_message'), null);
  }

  private handle(event: Body): Refusal | undefined | Promise<Refusal | undefined> {
    const { type } = event;
    if (type === undefined) return missing('type');
    const name = typeof type === 'string' && Object.hasOwn(this.handlers, type) ? type : '';
    return (
      this.handlers[name]?.(event) ?? (name === '' ? invalidValue(type, 'type', Object.keys(this.handlers)) : undefined)
    );
  }

  private updateSession({ session }: Body): Refusal | undefined {
    const problem = checkSession(session);
    if (problem !== undefined) return problem;
    this.settings = updateSettings(this.settings, session as Body);
    this.tell({ type: 'session.updated', session: this.settings });
    return undefined;
  }

  private createItem({ item, previous_item_id: previousId }: Body): Refusal | undefined {
    const problem = checkItem(item, 'item');
    if (problem !== undefined) return problem;
    const made = toItem(item as Body);
    if (this.conversation.find(made.id) !== undefined) {
      const message = `Item with item_id '${made.id}' already exists.`;
      return invalidRequest(message, 'item.id', 'item_create_duplicate_item_id');
    }
    return this.addItem(made, typeof previousId === 'string' ? previousId : undefined);
  }

  private addItem(item: Item, previousId?: string): Refusal | undefined {
    const placed = this.conversation.insert(item, previousId);
    if (placed === null) return unknownItem(previousId, 'previous_item_id');
    const told = { previous_item_id: placed.previous, item: withoutSound(item) };
    this.tell({ type: 'conversation.item.added', ...told });
    this.tell({ type: 'conversation.item.done', ...told });
    return undefined;
  }

  private retrieveItem({ item_id: id }: Body): Refusal | undefined {
    const item = this.conversation.find(id);
    if (item === undefined) return unknownItem(id, 'item_id');
    this.tell({ type: 'conversation.item.retrieved', item });
    return undefined;
  }

  private deleteItem({ item_id: id }: Body): Refusal | undefined {
    if (!this.conversation.delete(id)) return unknownItem(id, 'item_id');
    this.tell({ type: 'conversation.item.deleted', item_id: id });
    return undefined;
  }

  private truncateItem({ item_id: id, content_index: index, audio_end_ms: endMs }: Body): Refusal | undefined {
    const item = this.conversation.find(id);
    if (item === undefined) return unknownItem(id, 'item_id');
    const problem = typeof endMs !== 'number' ? missing('audio_end_ms') : truncateSound(item, endMs);
    if (problem !== undefined) return problem;
    this.tell({ type: 'conversation.item.truncated', item_id: id, content_index: index ?? 0, audio_end_ms: endMs });
    return undefined;
  }

  private async createResponse(body: unknown): Promise<Refusal | undefined> {
    if (this.response !== undefined) {
      const message = `Conversation already has an active response in progress: ${this.response.id}. Wait until the response is finished before creating a new one.`;
      return invalidRequest(message, null, 'conversation_already_has_active_response');
    }
    const parsed = parseResponse(body, this.settings, this.conversation);
    if (!parsed.ok) return parsed.error;
    const { ask, prompt, settings, isKept } = parsed.request;
    const read = parseSteering(ask.lastUserText, 'realtime');
    const planned = read.ok ? await planAnswer(ask, read.steering, ABILITIES) : read;
    if (!planned.ok) return badRequest(`@sandbox: ${planned.problem}`, 'response.input', 'invalid_steering');
    const conversation = isKept ? this.conversation : null;
    const { events, account } = this;
    this.response = new RealtimeResponse({ plan: planned.plan, settings, prompt, conversation, events, account });
    this.follow(this.response).catch(this.onDefect);
    return undefined;
  }

  private async follow(response: RealtimeResponse): Promise<void> {
    this.isSilent = await response.run();
    this.response = undefined;
  }

  private cancelResponse({ response_id: id }: Body): Refusal | undefined {
    if (this.response === undefined || (id !== undefined && id !== this.response.id)) {
      return invalidRequest('Cancellation failed: no active response found', null, 'response_cancel_not_active');
    }
    this.response.cancel('client_cancelled');
    return undefined;
  }

  private tell(event: RealtimeEvent): void {
    void this.events.send(event);
  }
}

function parseEvent(text: string): Body | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
