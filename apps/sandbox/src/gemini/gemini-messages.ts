import type { Kind, Messages } from './proto.js';

/** Whose API it is: Google AI's Gemini API, or Vertex AI, which knows some other fields. */
export type Flavor = 'gemini' | 'vertex';

function listOf(message: string): Kind {
  return { list: { message } };
}

function oneOf(...names: string[]): Kind {
  return { oneOf: names };
}

const TEXTS: Kind = { list: 'text' };

const SCHEMA: Messages[string] = {
  type: oneOf(
    ...['STRING', 'NUMBER', 'INTEGER', 'BOOLEAN', 'ARRAY', 'OBJECT', 'NULL', 'TYPE_UNSPECIFIED'],
    ...['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'],
  ),
  format: 'text',
  title: 'text',
  description: 'text',
  nullable: 'flag',
  enum: TEXTS,
  items: { message: 'Schema' },
  properties: { map: { message: 'Schema' } },
  required: TEXTS,
  propertyOrdering: TEXTS,
  anyOf: listOf('Schema'),
  minItems: 'integer',
  maxItems: 'integer',
  minProperties: 'integer',
  maxProperties: 'integer',
  minLength: 'integer',
  maxLength: 'integer',
  minimum: 'number',
  maximum: 'number',
  pattern: 'text',
  default: 'any',
  example: 'any',
};

const PART: Messages[string] = {
  text: 'text',
  thought: 'flag',
  thoughtSignature: 'text',
  inlineData: { message: 'Blob' },
  fileData: { message: 'FileData' },
  functionCall: { message: 'FunctionCall' },
  functionResponse: { message: 'FunctionResponse' },
  executableCode: 'any',
  codeExecutionResult: 'any',
  videoMetadata: 'any',
  mediaResolution: 'any',
  mediaProcessing: 'any',
  speechMetadata: 'any',
  audioTranscription: 'any',
};

const GENERATION_CONFIG: Messages[string] = {
  temperature: 'number',
  topP: 'number',
  topK: 'number',
  candidateCount: 'integer',
  maxOutputTokens: 'integer',
  stopSequences: TEXTS,
  responseLogprobs: 'flag',
  logprobs: 'integer',
  presencePenalty: 'number',
  frequencyPenalty: 'number',
  seed: 'integer',
  responseMimeType: 'text',
  responseSchema: { message: 'Schema' },
  responseJsonSchema: 'any',
  responseModalities: { list: oneOf('MODALITY_UNSPECIFIED', 'TEXT', 'IMAGE', 'AUDIO') },
  mediaResolution: 'text',
  speechConfig: 'any',
  thinkingConfig: { message: 'ThinkingConfig' },
  audioTranscriptionConfig: 'any',
  imageConfig: 'any',
};

const COMMON: Messages = {
  Schema: SCHEMA,
  Content: { role: 'text', parts: listOf('Part') },
  Blob: { mimeType: 'text', data: 'text' },
  FileData: { mimeType: 'text', fileUri: 'text' },
  FunctionResponse: {
    id: 'text',
    name: 'text',
    response: 'any',
    parts: 'any',
    scheduling: 'text',
    willContinue: 'flag',
  },
  FunctionDeclaration: {
    name: 'text',
    description: 'text',
    behavior: 'text',
    parameters: { message: 'Schema' },
    parametersJsonSchema: 'any',
    response: { message: 'Schema' },
    responseJsonSchema: 'any',
  },
  Tool: {
    functionDeclarations: listOf('FunctionDeclaration'),
    googleSearch: 'any',
    googleSearchRetrieval: 'any',
    codeExecution: 'any',
    computerUse: 'any',
    urlContext: 'any',
    googleMaps: 'any',
  },
  ToolConfig: {
    functionCallingConfig: { message: 'FunctionCallingConfig' },
    retrievalConfig: 'any',
    includeServerSideToolInvocations: 'flag',
  },
  FunctionCallingConfig: {
    mode: oneOf('MODE_UNSPECIFIED', 'AUTO', 'ANY', 'NONE', 'VALIDATED'),
    allowedFunctionNames: TEXTS,
  },
  ThinkingConfig: {
    includeThoughts: 'flag',
    thinkingBudget: 'integer',
    thinkingLevel: oneOf('THINKING_LEVEL_UNSPECIFIED', 'MINIMAL', 'LOW', 'MEDIUM', 'HIGH'),
  },
};

const REQUEST: Messages[string] = {
  contents: listOf('Content'),
  systemInstruction: { message: 'Content' },
  tools: listOf('Tool'),
  toolConfig: { message: 'ToolConfig' },
  safetySettings: listOf('SafetySetting'),
  generationConfig: { message: 'GenerationConfig' },
  cachedContent: 'text',
  serviceTier: 'text',
  continuationToken: 'text',
  labels: 'any',
};

const EMBED: Messages[string] = {
  model: 'text',
  content: { message: 'Content' },
  taskType: 'text',
  title: 'text',
  outputDimensionality: 'integer',
};

/** What each API knows, as the converters of Google's own client write it. */
export const MESSAGES: Readonly<Record<Flavor, Messages>> = {
  gemini: {
    ...COMMON,
    GenerateContentRequest: { ...REQUEST, model: 'text', store: 'flag' },
    GenerationConfig: { ...GENERATION_CONFIG, enableEnhancedCivicAnswers: 'flag' },
    Part: { ...PART, toolCall: 'any', toolResponse: 'any', partMetadata: 'any' },
    FunctionCall: { id: 'text', name: 'text', args: 'any' },
    SafetySetting: { category: 'text', threshold: 'text' },
    Tool: { ...COMMON.Tool, fileSearch: 'any', mcpServers: 'any' },
    CountTokensRequest: { contents: listOf('Content'), generateContentRequest: { message: 'GenerateContentRequest' } },
    EmbedContentRequest: EMBED,
    BatchEmbedContentsRequest: { requests: listOf('EmbedContentRequest') },
  },
  vertex: {
    ...COMMON,
    GenerateContentRequest: { ...REQUEST, modelArmorConfig: 'any', outputConfig: 'any' },
    GenerationConfig: { ...GENERATION_CONFIG, audioTimestamp: 'flag', routingConfig: 'any', modelConfig: 'any' },
    Part: PART,
    Blob: { ...COMMON.Blob, displayName: 'text' },
    FileData: { ...COMMON.FileData, displayName: 'text' },
    FunctionCall: { id: 'text', name: 'text', args: 'any', partialArgs: 'any', willContinue: 'flag' },
    FunctionCallingConfig: { ...COMMON.FunctionCallingConfig, streamFunctionCallArguments: 'flag' },
    SafetySetting: { category: 'text', threshold: 'text', method: 'text' },
    Tool: { ...COMMON.Tool, retrieval: 'any', enterpriseWebSearch: 'any', parallelAiSearch: 'any', exaAiSearch: 'any' },
    CountTokensRequest: {
      contents: listOf('Content'),
      systemInstruction: { message: 'Content' },
      tools: listOf('Tool'),
      generationConfig: { message: 'GenerationConfig' },
      model: 'text',
      instances: 'any',
    },
    EmbedContentRequest: { ...EMBED, autoTruncate: 'flag', embedContentConfig: 'any' },
    PredictRequest: { instances: listOf('TextInstance'), parameters: { message: 'TextParameters' } },
    TextInstance: { content: 'text', taskType: 'text', title: 'text', mimeType: 'text' },
    TextParameters: { outputDimensionality: 'integer', autoTruncate: 'flag' },
  },
};
