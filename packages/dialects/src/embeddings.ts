/** The middle form of embeddings, and what a wire has to offer for them. As with conversations nothing is said twice. */
import type { Usage } from '@turnpike/domain/usage';
import type { ForeignField } from './conversation.js';
import type { Untranslatable } from './dialect.js';
import { dropForeignFields, type UnarySurface, type UnaryVoice } from './unary.js';

/** A wire of embeddings. */
export type EmbeddingDialect = 'openai-embeddings' | 'gemini-embeddings' | 'cohere-embed';

/** What the vectors are for, where a wire lets its callers say it: models place the same text elsewhere by it. */
export type EmbeddingPurpose =
  | 'query'
  | 'document'
  | 'similarity'
  | 'classification'
  | 'clustering'
  | 'question_answering'
  | 'fact_verification'
  | 'code_query';

/** Fields a wire may not be able to say. */
export type EmbeddingField = 'inputs' | 'dimensions' | 'inputType';

/** One request. A field is null where the caller said nothing. */
export interface EmbeddingRequest {
  /** The wire it came by. */
  readonly from: EmbeddingDialect;
  /** One at least. */
  readonly inputs: readonly string[];
  /** Length of each vector. */
  readonly dimensions: number | null;
  /** How the caller wants to read the vectors: a matter of its surface alone. */
  readonly format: 'float' | 'base64';
  readonly inputType: EmbeddingPurpose | null;
  /** The caller's own user. */
  readonly endUser: string | null;
  /** Fields with no place above. Whoever translates drops the hints and refuses the others. */
  readonly foreign: readonly ForeignField[];
  /** What the caller calls a field of this form: for errors. */
  readonly paths: Readonly<Record<EmbeddingField, string>>;
}

/** A whole answer. */
export interface EmbeddingAnswer {
  /** In the order of the inputs. */
  readonly vectors: readonly (readonly number[])[];
  /** Null when the provider reported none that can be billed from. */
  readonly usage: Usage | null;
}

/** The callers' side. */
export type EmbeddingSurface = UnarySurface<EmbeddingDialect, EmbeddingRequest, EmbeddingAnswer>;

/** The providers' side; an answer has as many vectors as the request has inputs. */
export type EmbeddingVoice = UnaryVoice<EmbeddingDialect, EmbeddingRequest, EmbeddingAnswer>;

/** Paths of the hints, or the first field that is none and has no place with another provider. */
export function dropForeignOfEmbedding(request: EmbeddingRequest): string[] | Untranslatable {
  return dropForeignFields(request.foreign);
}

/** Longest vector that is read; no model's comes near it. */
const MOST_DIMENSIONS = 65_536;

/** A vector out of a provider's answer: numbers, or base64 of little-endian 32-bit floats; null for anything else. */
export function readVector(value: unknown): number[] | null {
  if (typeof value === 'string') return readBase64Vector(value);
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_DIMENSIONS) return null;
  return value.every((one): one is number => typeof one === 'number' && Number.isFinite(one)) ? value : null;
}

function readBase64Vector(text: string): number[] | null {
  if (text.length > (MOST_DIMENSIONS * 4 * 4) / 3 + 4) return null;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 0 || bytes.length % 4 !== 0) return null;
  const vector = Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
  return vector.every(Number.isFinite) ? vector : null;
}

/** Little-endian 32-bit floats, as OpenAI's SDKs read them. */
export function vectorToBase64(vector: readonly number[]): string {
  const bytes = Buffer.allocUnsafe(vector.length * 4);
  vector.forEach((one, index) => bytes.writeFloatLE(one, index * 4));
  return bytes.toString('base64');
}
