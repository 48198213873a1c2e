/** `contents` and `systemInstruction` of a caller, in the middle form. */
import type {
  AssistantPart,
  Message,
  RefusalPart,
  TextPart,
  ThinkingPart,
  ToolResultPart,
  UserPart,
} from '../conversation.js';
import { isRecord } from '../json.js';
import type { FieldReader } from './field-reader.js';
import { writeJson } from './json-text.js';
import { readFileData, readInlineData } from './media.js';

type Part = UserPart | Exclude<AssistantPart, RefusalPart>;

const ROLES: ReadonlyMap<string, 'user' | 'assistant'> = new Map([
  ['user', 'user'],
  ['function', 'user'],
  ['model', 'assistant'],
]);

/** Calls not yet answered, by name: this wire lets a result name its call by the function alone. */
class OpenCalls {
  private readonly byName = new Map<string, { ids: string[]; next: number }>();
  private readonly answered = new Set<string>();

  add(name: string, id: string): void {
    const calls = this.byName.get(name);
    if (calls === undefined) this.byName.set(name, { ids: [id], next: 0 });
    else calls.ids.push(id);
    // An id may be used again in a later turn.
    this.answered.delete(id);
  }

  /** The call that a result answers: the one it names, else the oldest that waits. */
  answer(name: string, given: string | null): string | undefined {
    const id = given ?? this.oldest(name);
    if (id !== undefined) this.answered.add(id);
    return id;
  }

  private oldest(name: string): string | undefined {
    const calls = this.byName.get(name);
    if (calls === undefined) return undefined;
    for (; calls.next < calls.ids.length; calls.next += 1) {
      const id = calls.ids[calls.next];
      if (id !== undefined && !this.answered.has(id)) return id;
    }
    return undefined;
  }
}

type Turn = { role: 'user'; parts: UserPart[] } | { role: 'assistant'; parts: Exclude<AssistantPart, RefusalPart>[] };

/**
 * The turns of `contents`; neighbouring ones of one role are one, as Google's SDKs keep each event of a stream as a content
 * of its own. Problems and foreign parts are noted in the reader's findings.
 */
export function decodeContents(body: FieldReader): Message[] {
  const open = new OpenCalls();
  const turns: Turn[] = [];
  for (const content of body.objects('contents')) {
    const written = content.text('role');
    const role = written === null || written === '' ? 'user' : ROLES.get(written);
    if (role === undefined) content.findings.invalid(content.path('role'), "must be 'user' or 'model'");
    for (const part of content.objects('parts'))
      addPart(turns, role ?? 'user', { part, decoded: decodePart(part, open) });
    content.leaveRest();
  }
  return turns.map((turn): Message => {
    if (turn.role === 'user') return { ...turn, name: null };
    return { ...turn, parts: joinThoughts(turn.parts), name: null };
  });
}

function addPart(
  turns: Turn[],
  role: Turn['role'],
  { part, decoded }: { part: FieldReader; decoded: Part | null },
): void {
  if (decoded === null) return;
  const turn = turnOf(turns, role);
  if (turn.role === 'user') {
    if (decoded.kind !== 'tool_call' && decoded.kind !== 'thinking') turn.parts.push(decoded);
    else part.findings.invalid(part.at, 'of a user can not be a call or a thought');
  } else if (decoded.kind !== 'file' && decoded.kind !== 'tool_result') turn.parts.push(decoded);
  else part.findings.meaning(part.at);
}

/** The turn under way where it is of this role, else a new one. */
function turnOf(turns: Turn[], role: Turn['role']): Turn {
  const last = turns.at(-1);
  if (last?.role === role) return last;
  const turn: Turn = { role, parts: [] };
  turns.push(turn);
  return turn;
}

/** The texts of `systemInstruction`; a bare text too, as it is often sent. */
export function decodeSystem(body: FieldReader): TextPart[] {
  const value = body.take('systemInstruction');
  if (value === undefined) return [];
  if (typeof value === 'string') return [{ kind: 'text', text: value }];
  const content = body.child('systemInstruction');
  if (content === null) return [];
  content.take('role');
  const parts = content.objects('parts').flatMap((part) => {
    const text = part.text('text');
    part.leaveRest();
    return text === null || text === '' ? [] : [{ kind: 'text' as const, text }];
  });
  content.leaveRest();
  return parts;
}

function decodePart(part: FieldReader, open: OpenCalls): Part | null {
  const signature = part.text('thoughtSignature');
  const isThought = part.flag('thought') === true;
  // The caller's own notes; no model sees them.
  part.leave('partMetadata', true);
  const decoded = decodeContent(part, { signature, isThought, open });
  // A signature beside plain text proves nothing that has to be proven.
  if (signature !== null && decoded?.kind !== 'thinking' && decoded?.kind !== 'tool_call') {
    part.leave('thoughtSignature', true);
  }
  part.leaveRest();
  return decoded;
}

function decodeContent(
  part: FieldReader,
  about: { signature: string | null; isThought: boolean; open: OpenCalls },
): Part | null {
  const text = part.text('text');
  if (about.isThought) return { kind: 'thinking', text: text ?? '', signature: about.signature, sealed: null };
  if (text !== null) return text === '' ? null : { kind: 'text', text };
  const inline = part.child('inlineData');
  if (inline !== null) return readInlineData(inline);
  const file = part.child('fileData');
  if (file !== null) return readFileData(file);
  const call = part.child('functionCall');
  if (call !== null) return decodeCall(call, about);
  const response = part.child('functionResponse');
  return response === null ? null : decodeResult(response, about.open);
}

function decodeCall(call: FieldReader, about: { signature: string | null; open: OpenCalls }): Part | null {
  const name = call.text('name');
  const args = call.child('args') === null ? '{}' : writeJson(call.take('args'));
  // The place it was written at is unique within the conversation.
  const id = call.text('id') || `call_${call.at.replace(/\D+/g, '_').replace(/^_|_$/g, '')}`;
  call.leaveRest();
  if (name === null || name === '' || args === null) {
    call.findings.invalid(call.at, 'must have a name, and args that are an object');
    return null;
  }
  about.open.add(name, id);
  return { kind: 'tool_call', id, name, arguments: args, signature: about.signature };
}

function decodeResult(result: FieldReader, open: OpenCalls): ToolResultPart | null {
  const name = result.text('name');
  const given = result.text('id') || null;
  const response = result.take('response');
  const media = result.objects('parts').flatMap((part) => {
    const inline = part.child('inlineData');
    const decoded = inline === null ? null : readInlineData(inline);
    part.leaveRest();
    if (decoded === null || decoded.kind !== 'audio') return decoded ?? [];
    part.findings.meaning(part.at);
    return [];
  });
  result.leaveRest();
  const callId = open.answer(name ?? '', given);
  if (name === null || callId === undefined) {
    result.findings.invalid(result.at, 'answers no function call before it');
    return null;
  }
  const { text, isError } = readResponse(response);
  return { kind: 'tool_result', callId, name, content: [{ kind: 'text', text }, ...media], isError };
}

/** Google's convention: `output` (in its examples also `result`) holds what the function gave, `error` why it failed. */
function readResponse(response: unknown): { text: string; isError: boolean } {
  if (!isRecord(response)) return { text: response === undefined ? '' : (writeJson(response) ?? ''), isError: false };
  const [key, ...more] = Object.keys(response);
  const isWrapped = more.length === 0 && (key === 'output' || key === 'result' || key === 'error');
  const value = isWrapped ? response[key] : response;
  return { text: typeof value === 'string' ? value : (writeJson(value) ?? ''), isError: isWrapped && key === 'error' };
}

/** A thought that came in pieces, as streams bring them, is one again: its proof comes last. */
function joinThoughts(parts: readonly AssistantPart[]): AssistantPart[] {
  const joined: AssistantPart[] = [];
  let pieces: ThinkingPart[] = [];
  const close = (): void => {
    const last = pieces.at(-1);
    if (last !== undefined) joined.push({ ...last, text: pieces.map(({ text }) => text).join('') });
    pieces = [];
  };
  for (const part of parts) {
    if (part.kind !== 'thinking' || pieces.at(-1)?.signature != null) close();
    if (part.kind === 'thinking') pieces.push(part);
    else joined.push(part);
  }
  close();
  return joined;
}
