/**
 * Callers of Gemini's `embedContent` and `batchEmbedContents`: one content, or requests of one content each. The model is
 * in the path.
 */
import type { Usage } from '@turnpike/domain/usage';
import type { ApiError } from '@turnpike/errors/api-error';
import type { JsonObject } from '../dialect.js';
import type { EmbeddingField, EmbeddingPurpose, EmbeddingRequest, EmbeddingSurface } from '../embeddings.js';
import { FieldFindings } from '../field-findings.js';
import { FieldReader } from '../gemini/field-reader.js';
import { writeUsageMetadata } from '../gemini/usage.js';
import { purposeOf } from './purposes.js';

/** `embedContent`. */
export const surface: EmbeddingSurface = {
  dialect: 'gemini-embeddings',
  decodeRequest(body) {
    const findings = new FieldFindings();
    return assemble([readRequest(new FieldReader(body, null, findings))], findings);
  },
  encodeAnswer: ({ vectors }, { usage }) => ({ embedding: { values: vectors[0] ?? [] }, ...usageOf(usage) }),
};

/** `batchEmbedContents`. */
export const batchSurface: EmbeddingSurface = {
  dialect: 'gemini-embeddings',
  decodeRequest(body) {
    const findings = new FieldFindings();
    const reader = new FieldReader(body, null, findings);
    reader.take('model');
    const requests = reader.objects('requests').map(readRequest);
    reader.leaveRest();
    return assemble(requests, findings);
  },
  encodeAnswer: ({ vectors }, { usage }) => ({
    embeddings: vectors.map((values) => ({ values })),
    ...usageOf(usage),
  }),
};

interface OneRequest {
  text: string;
  dimensions: number | null;
  purpose: EmbeddingPurpose | null;
  paths: Record<EmbeddingField, string>;
}

function readRequest(reader: FieldReader): OneRequest {
  reader.take('model');
  const content = reader.child('content');
  const parts = content?.objects('parts') ?? [];
  content?.take('role');
  content?.leaveRest();
  const texts = parts.flatMap((part) => {
    const text = part.text('text');
    // Pictures and sound have vectors with this vendor's models only.
    part.leaveRest();
    return text ?? [];
  });
  if (parts.length === 0) reader.findings.invalid(reader.path('content'), 'must have parts');
  const taskType = reader.text('taskType');
  const purpose = taskType === null ? null : purposeOf(taskType);
  if (purpose === null && taskType !== 'TASK_TYPE_UNSPECIFIED') reader.leave('taskType');
  const dimensions = reader.integer('outputDimensionality');
  const paths = {
    inputs: reader.path('content'),
    dimensions: reader.path('outputDimensionality'),
    inputType: reader.path('taskType'),
  };
  // A title is part of what is embedded, and others have no place for it.
  reader.leaveRest();
  return { text: texts.join('\n'), dimensions, purpose, paths };
}

/** Others are asked for all vectors at once: they must be of one length and for one purpose. */
function assemble(requests: readonly OneRequest[], findings: FieldFindings): EmbeddingRequest | ApiError {
  const [first] = requests;
  if (first === undefined) findings.invalid('requests', 'must have at least one request');
  for (const { dimensions, purpose, paths } of requests) {
    if (dimensions !== first?.dimensions) findings.meaning(paths.dimensions);
    if (purpose !== first?.purpose) findings.meaning(paths.inputType);
  }
  return (
    findings.error ?? {
      from: 'gemini-embeddings',
      inputs: requests.map(({ text }) => text),
      dimensions: first?.dimensions ?? null,
      format: 'float',
      inputType: first?.purpose ?? null,
      endUser: null,
      foreign: findings.foreign,
      paths: first?.paths ?? { inputs: 'requests', dimensions: 'requests', inputType: 'requests' },
    }
  );
}

function usageOf(usage: Usage): JsonObject {
  const { promptTokenCount, promptTokensDetails } = writeUsageMetadata(usage);
  return { usageMetadata: { promptTokenCount, promptTokensDetails } };
}
