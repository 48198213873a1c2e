/**
 * The middle form: what a conversation with a model asks for, whichever wire it came by and whichever it leaves by. Every
 * wire is translated to it and from it, never into another wire directly.
 *
 * A field is null, or a list empty, where the caller said nothing: the provider's own default then holds. Nothing here is
 * changed once it was made.
 */

/** A wire of conversation. */
export type DialectName =
  | 'openai-chat'
  | 'openai-completions'
  | 'openai-responses'
  | 'anthropic-messages'
  | 'gemini'
  | 'bedrock-converse'
  | 'cohere-chat';

/** Bytes of a picture, a sound or a document: here, or where they are to be fetched from. */
export type MediaSource =
  | { readonly kind: 'base64'; readonly mediaType: string; readonly data: string }
  | { readonly kind: 'url'; readonly url: string; readonly mediaType: string | null };

export interface TextPart {
  readonly kind: 'text';
  readonly text: string;
}

export interface ImagePart {
  readonly kind: 'image';
  readonly source: MediaSource;
  /** How closely it should be looked at. */
  readonly detail: 'auto' | 'low' | 'high' | null;
}

export interface AudioPart {
  readonly kind: 'audio';
  readonly source: MediaSource;
}

/** A document, such as a PDF. */
export interface FilePart {
  readonly kind: 'file';
  readonly source: MediaSource;
  readonly name: string | null;
}

/** A model's wish to have a tool called. */
export interface ToolCallPart {
  readonly kind: 'tool_call';
  /** Made by us where the wire has none. */
  readonly id: string;
  readonly name: string;
  /** JSON text of an object, as the model wrote it: it may not be valid. */
  readonly arguments: string;
  /** Opaque to us; the provider that gave it wants it back with the call. */
  readonly signature: string | null;
}

/** What a tool said to a call. */
export interface ToolResultPart {
  readonly kind: 'tool_result';
  /** Id of the call it answers. */
  readonly callId: string;
  /** The tool's name, where the wire says it, or where an earlier call of that id does. */
  readonly name: string | null;
  readonly content: readonly (TextPart | ImagePart | FilePart)[];
  readonly isError: boolean;
}

/** What a model thought before it spoke. */
export interface ThinkingPart {
  readonly kind: 'thinking';
  /** Empty where only the sealed form is given. */
  readonly text: string;
  /** Proof of origin, opaque to us; the provider that gave it wants it back unchanged. */
  readonly signature: string | null;
  /** Thoughts that only the provider can read. */
  readonly sealed: string | null;
}

/** A model's own words that it won't do what it was asked. */
export interface RefusalPart {
  readonly kind: 'refusal';
  readonly text: string;
}

export type UserPart = TextPart | ImagePart | AudioPart | FilePart | ToolResultPart;
export type AssistantPart = TextPart | ImagePart | AudioPart | ToolCallPart | ThinkingPart | RefusalPart;

/** Results of tools are parts of a user's turn; a wire that gives them a role of their own splits the turn. */
export type Message =
  | { readonly role: 'user'; readonly parts: readonly UserPart[]; readonly name: string | null }
  | { readonly role: 'assistant'; readonly parts: readonly AssistantPart[]; readonly name: string | null }
  /** Instructions in the middle of a conversation; those at its beginning are {@link Conversation.system}. */
  | { readonly role: 'system'; readonly parts: readonly TextPart[] };

/** A function the model may ask for. */
export interface Tool {
  readonly name: string;
  readonly description: string | null;
  /** JSON Schema of its arguments; null: it takes none. */
  readonly parameters: JsonValue | null;
  /** Arguments must follow the schema to the letter. */
  readonly strict: boolean | null;
}

export type ToolChoice =
  { readonly kind: 'auto' | 'none' | 'required' } | { readonly kind: 'tool'; readonly name: string };

/** The form of the answer. */
export type ResponseFormat =
  | { readonly kind: 'text' }
  /** Any JSON object. */
  | { readonly kind: 'json' }
  | {
      readonly kind: 'schema';
      readonly name: string;
      readonly description: string | null;
      readonly schema: JsonValue;
      readonly strict: boolean | null;
    };

/** How much a model should think. Wires say it as an effort or as a budget; either may be null. */
export interface Reasoning {
  /** False: not at all. */
  readonly enabled: boolean;
  readonly effort: 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max' | null;
  readonly budgetTokens: number | null;
  /** Whether thoughts, or their summary, are to be shown. */
  readonly visible: boolean | null;
}

export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** A field of the caller's body that no wire but its own has a word for. */
export interface ForeignField {
  /** Path in the caller's body, as the caller wrote it: `service_tier`, `tools[1].cache_control`. */
  readonly path: string;
  /** A hint may be left out and is then listed; what changes the answer's meaning may not. */
  readonly isHint: boolean;
}

/** One request. */
export interface Conversation {
  /** The wire it came by. */
  readonly from: DialectName;
  readonly system: readonly TextPart[];
  readonly messages: readonly Message[];
  readonly tools: readonly Tool[];
  readonly toolChoice: ToolChoice | null;
  /** Whether the model may ask for several tools at once. */
  readonly parallelToolCalls: boolean | null;
  /** For each choice. Thoughts count. */
  readonly maxOutputTokens: number | null;
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly topK: number | null;
  readonly stop: readonly string[];
  readonly seed: number | null;
  readonly presencePenalty: number | null;
  readonly frequencyPenalty: number | null;
  readonly choices: number;
  /** Log probabilities wanted, with so many alternatives each; null: none. */
  readonly logprobs: number | null;
  readonly responseFormat: ResponseFormat | null;
  readonly reasoning: Reasoning | null;
  /** The caller's own user. */
  readonly endUser: string | null;
  readonly stream: boolean;
  /** Fields with no place above. Whoever translates drops the hints and refuses the others. */
  readonly foreign: readonly ForeignField[];
  /** What the caller calls a field of this form, where that is more than its name in snake case: for errors. */
  readonly paths: Readonly<Partial<Record<ConversationField, string>>>;
}

/** Fields a wire may not be able to say. */
export type ConversationField =
  | 'system'
  | 'messages'
  | 'tools'
  | 'toolChoice'
  | 'parallelToolCalls'
  | 'maxOutputTokens'
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'stop'
  | 'seed'
  | 'presencePenalty'
  | 'frequencyPenalty'
  | 'choices'
  | 'logprobs'
  | 'responseFormat'
  | 'reasoning';

/** A conversation that asks for nothing; what a wire says is put over it. */
export const EMPTY_CONVERSATION: Omit<Conversation, 'from'> = Object.freeze({
  system: [],
  messages: [],
  tools: [],
  toolChoice: null,
  parallelToolCalls: null,
  maxOutputTokens: null,
  temperature: null,
  topP: null,
  topK: null,
  stop: [],
  seed: null,
  presencePenalty: null,
  frequencyPenalty: null,
  choices: 1,
  logprobs: null,
  responseFormat: null,
  reasoning: null,
  endUser: null,
  stream: false,
  foreign: [],
  paths: {},
});
