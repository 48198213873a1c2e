import * as check from '../openai/check.js';
import { invalidValue, isObject, missing, wrongType, type Body } from '../openai/fields.js';
import { invalidRequest, type OpenAiError } from '../openai/openai-error.js';
import { sayValue } from '../exchange/say-value.js';

/** How turns are told from each other; null: by the client. */
export interface TurnDetection {
  type: 'server_vad' | 'semantic_vad';
  silence_duration_ms?: number;
  create_response?: boolean;
  interrupt_response?: boolean;
}

/** A session as `session.created` shows it: what every answer of it goes by, where a response says nothing else. */
export interface SessionSettings extends Body {
  model: string;
  output_modalities: string[];
  instructions: string;
  tools: Body[];
  tool_choice: unknown;
  max_output_tokens: number | 'inf';
  audio: {
    input: {
      format: Body;
      transcription: Body | null;
      noise_reduction: Body | null;
      turn_detection: TurnDetection | null;
    };
    output: { format: Body; voice: unknown; speed: number };
  };
}

const SESSION_S = 60 * 60;
const PCM = { type: 'audio/pcm', rate: 24_000 };
const MAX_OUTPUT_TOKENS = 4_096;
/** What sessions and single responses may say both. */
export const ANSWERING_FIELDS = [
  'audio',
  'instructions',
  'max_output_tokens',
  'output_modalities',
  'parallel_tool_calls',
  'prompt',
  'reasoning',
  'tool_choice',
  'tools',
] as const;
const KNOWN = new Set<string>([
  ...ANSWERING_FIELDS,
  'id',
  'include',
  'model',
  'object',
  'tracing',
  'truncation',
  'type',
]);
/** Null means to have none; of the others it means nothing. */
const NULLABLE = new Set(['include', 'prompt', 'tracing']);
const KNOWN_INPUT = new Set(['format', 'noise_reduction', 'transcription', 'turn_detection']);
const KNOWN_OUTPUT = new Set(['format', 'speed', 'voice']);
const VAD_DEFAULTS = {
  server_vad: {
    type: 'server_vad',
    threshold: 0.5,
    prefix_padding_ms: 300,
    silence_duration_ms: 500,
    idle_timeout_ms: null,
    create_response: true,
    interrupt_response: true,
  },
  semantic_vad: { type: 'semantic_vad', eagerness: 'auto', create_response: true, interrupt_response: true },
} as const;

/** What a session begins with. */
export function defaultSettings(model: string, ids: { sessionId: string; nowMs: number }): SessionSettings {
  return {
    type: 'realtime',
    object: 'realtime.session',
    id: ids.sessionId,
    model,
    output_modalities: ['audio'],
    instructions: '',
    tools: [],
    tool_choice: 'auto',
    max_output_tokens: 'inf',
    tracing: null,
    truncation: 'auto',
    prompt: null,
    include: null,
    expires_at: Math.floor(ids.nowMs / 1_000) + SESSION_S,
    audio: {
      input: {
        format: PCM,
        transcription: null,
        noise_reduction: null,
        turn_detection: { ...VAD_DEFAULTS.server_vad },
      },
      output: { format: PCM, voice: 'marin', speed: 1 },
    },
  };
}

/** What is wrong with the `session` of a `session.update`. */
export function checkSession(session: unknown): OpenAiError | undefined {
  if (session === undefined) return missing('session');
  if (!isObject(session)) return wrongType('session', 'an object', session);
  if (session.type === undefined) return missing('session.type');
  if (session.type !== 'realtime') return invalidValue(session.type, 'session.type', ['realtime']);
  return check.known(session, KNOWN, 'session.') ?? checkAnswering(session, 'session.') ?? checkAudio(session.audio);
}

/** What sessions and single responses may say of answers; `at` is where, for the error that names it. */
export function checkAnswering(body: Body, at: string): OpenAiError | undefined {
  const { instructions, tools, output_modalities: modalities, max_output_tokens: most } = body;
  if (typeof (instructions ?? '') !== 'string') return wrongType(`${at}instructions`, 'a string', instructions);
  return (
    checkModalities(modalities, `${at}output_modalities`) ??
    (most === 'inf'
      ? undefined
      : check.integer({ [`${at}max_output_tokens`]: most }, `${at}max_output_tokens`, {
          min: 1,
          max: MAX_OUTPUT_TOKENS,
        })) ??
    checkTools(tools, `${at}tools`)
  );
}

/** The settings with what an update says; of an update that is in order. */
export function updateSettings(settings: SessionSettings, session: Body): SessionSettings {
  const { audio, model: _, type: _type, object: _object, id: _id, ...others } = session;
  const rest = Object.fromEntries(
    Object.entries(others).filter(([name, value]) => value !== null || NULLABLE.has(name)),
  );
  const { input, output } = isObject(audio) ? (audio as { input?: Body; output?: Body }) : {};
  const detection = input?.turn_detection;
  const turns = isObject(detection)
    ? { turn_detection: { ...VAD_DEFAULTS[detection.type as TurnDetection['type']], ...detection } }
    : {};
  return {
    ...settings,
    ...rest,
    audio: {
      input: { ...settings.audio.input, ...input, ...turns },
      output: { ...settings.audio.output, ...output },
    },
  };
}

function checkModalities(value: unknown, param: string): OpenAiError | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) return wrongType(param, 'an array of strings', value);
  const names = value.map(sayValue);
  if (names.length === 1 && ['text', 'audio'].includes(names[0] ?? '')) return undefined;
  const message = `Invalid modalities: ${JSON.stringify(names)}. Supported combinations are: ['text'] and ['audio'].`;
  return invalidRequest(message, param, 'invalid_value');
}

function checkTools(tools: unknown, param: string): OpenAiError | undefined {
  if (tools === undefined) return undefined;
  if (!Array.isArray(tools)) return wrongType(param, 'an array of objects', tools);
  for (const [index, tool] of (tools as unknown[]).entries()) {
    const at = `${param}[${index}]`;
    if (!isObject(tool)) return wrongType(at, 'an object', tool);
    if (tool.type !== 'function') return invalidValue(tool.type, `${at}.type`, ['function']);
    if (typeof tool.name !== 'string' || tool.name === '') return missing(`${at}.name`);
  }
  return undefined;
}

function checkAudio(audio: unknown): OpenAiError | undefined {
  if (audio === undefined) return undefined;
  if (!isObject(audio)) return wrongType('session.audio', 'an object', audio);
  return (
    check.known(audio, new Set(['input', 'output']), 'session.audio.') ??
    checkInput(audio.input, 'session.audio.input') ??
    checkOutput(audio.output, 'session.audio.output')
  );
}

function checkInput(input: unknown, at: string): OpenAiError | undefined {
  if (input === undefined) return undefined;
  if (!isObject(input)) return wrongType(at, 'an object', input);
  const { transcription, noise_reduction: reduction, turn_detection: detection } = input;
  const flawed = [
    ['transcription', transcription],
    ['noise_reduction', reduction],
    ['turn_detection', detection],
  ].find(([, value]) => value !== undefined && value !== null && !isObject(value));
  if (flawed !== undefined) return wrongType(`${at}.${String(flawed[0])}`, 'an object', flawed[1]);
  return (
    check.known(input, KNOWN_INPUT, `${at}.`) ?? checkFormat(input.format, `${at}.format`) ?? checkTurns(detection, at)
  );
}

function checkTurns(detection: unknown, at: string): OpenAiError | undefined {
  if (!isObject(detection)) return undefined;
  const param = `${at}.turn_detection`;
  if (detection.type === undefined) return missing(`${param}.type`);
  const silence = `${param}.silence_duration_ms`;
  return (
    check.choice(detection.type, `${param}.type`, Object.keys(VAD_DEFAULTS)) ??
    check.flag(detection.create_response, `${param}.create_response`) ??
    check.flag(detection.interrupt_response, `${param}.interrupt_response`) ??
    check.integer({ [silence]: detection.silence_duration_ms }, silence, { min: 0, max: 60_000 })
  );
}

function checkOutput(output: unknown, at: string): OpenAiError | undefined {
  if (output === undefined) return undefined;
  if (!isObject(output)) return wrongType(at, 'an object', output);
  return (
    check.known(output, KNOWN_OUTPUT, `${at}.`) ??
    checkFormat(output.format, `${at}.format`) ??
    check.number({ [`${at}.speed`]: output.speed }, `${at}.speed`, [0.25, 1.5])
  );
}

/** Of OpenAI's three formats the sandbox speaks and hears one. */
function checkFormat(format: unknown, param: string): OpenAiError | undefined {
  if (format === undefined) return undefined;
  if (!isObject(format)) return wrongType(param, 'an object', format);
  return check.choice(format.type, `${param}.type`, [PCM.type]);
}
