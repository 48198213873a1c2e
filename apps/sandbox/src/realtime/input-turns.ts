import { countTextTokens } from '@turnpike/domain/token-count';
import { freshId } from '../answer/fresh-id.js';
import { defaultTranscript } from '../audio/transcript.js';
import { NO_TOKENS } from '../deliveries/delivery.js';
import { badRequest, type Refusal } from '../exchange/wire.js';
import { missing, wrongType, type Body } from '../openai/fields.js';
import { invalidRequest } from '../openai/openai-error.js';
import { parseSteering } from '../steering/parse-steering.js';
import { countSpoken, type Item } from './conversation.js';
import type { EventSocket } from './event-socket.js';
import { InputAudio } from './input-audio.js';
import type { SessionAccount } from './session-account.js';
import type { SessionSettings } from './session-settings.js';
import { readSound, secondsOf } from './sound.js';
import { sayValue } from '../exchange/say-value.js';

/** What a session does about turns. */
export interface TurnPorts {
  events: EventSocket;
  account: SessionAccount;
  addItem: (item: Item) => void;
  interrupt: () => void;
  respond: () => Promise<Refusal | undefined>;
}

const MIN_SECONDS = 0.1;
const FRAME_MS = 20;
const PREFIX_MS = 300;
const SILENCE_MS = 500;

/** What a person says: sound as it comes, whole turns into the conversation, and what was heard of them in words. */
export class InputTurns {
  private readonly ports: TurnPorts;
  private readonly input = new InputAudio();
  /** Of the turn that is being said. */
  private itemId = freshId('item_');
  private lastItemId: string | null = null;

  constructor(ports: TurnPorts) {
    this.ports = ports;
  }

  async append({ audio }: Body, settings: SessionSettings): Promise<Refusal | undefined> {
    if (audio === undefined) return missing('audio');
    if (typeof audio !== 'string') return wrongType('audio', 'a string', audio);
    const sound = readSound(audio);
    if (sound === undefined) {
      const message = "Invalid 'audio': expected base64 of 16-bit samples.";
      return invalidRequest(message, 'audio', 'invalid_value');
    }
    if (!this.input.hasRoomFor(sound)) return badRequest('The input audio buffer is full.', 'audio');
    const detection = settings.audio.input.turn_detection;
    if (detection === null) {
      this.input.append(sound);
      return undefined;
    }
    for (const turn of this.input.hear(sound, detection.silence_duration_ms ?? SILENCE_MS)) {
      if (turn.kind === 'started') this.begin(turn.atMs, detection.interrupt_response !== false);
      else await this.end(turn.atMs, settings);
    }
    return undefined;
  }

  commit(settings: SessionSettings): Refusal | undefined {
    const { seconds } = this.input;
    if (seconds < MIN_SECONDS) {
      const message = `Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has ${(seconds * 1_000).toFixed(2)}ms of audio.`;
      return invalidRequest(message, null, 'input_audio_buffer_commit_empty');
    }
    this.keep(settings);
    return undefined;
  }

  clear(): undefined {
    this.input.clear();
    void this.ports.events.send({ type: 'input_audio_buffer.cleared' });
  }

  private begin(atMs: number, interrupts: boolean): void {
    const startMs = Math.max(0, atMs - FRAME_MS - PREFIX_MS);
    const started = { audio_start_ms: startMs, item_id: this.itemId };
    void this.ports.events.send({ type: 'input_audio_buffer.speech_started', ...started });
    if (interrupts) this.ports.interrupt();
  }

  private async end(atMs: number, settings: SessionSettings): Promise<void> {
    const { events, respond } = this.ports;
    void events.send({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: atMs, item_id: this.itemId });
    this.keep(settings);
    if (settings.audio.input.turn_detection?.create_response === false) return;
    const problem = await respond();
    if (problem !== undefined) events.refuse(problem, null);
  }

  /** Makes a message of what was said. */
  private keep(settings: SessionSettings): void {
    const { events, addItem } = this.ports;
    const sound = this.input.take();
    const { transcription } = settings.audio.input;
    const seconds = secondsOf(sound.length);
    const transcript = hear(seconds, transcription);
    const content = [{ type: 'input_audio', audio: sound.toString('base64'), transcript }];
    const item: Item = {
      id: this.itemId,
      object: 'realtime.item',
      type: 'message',
      status: 'completed',
      role: 'user',
      content,
    };
    const committed = { previous_item_id: this.lastItemId, item_id: item.id };
    void events.send({ type: 'input_audio_buffer.committed', ...committed });
    addItem(item);
    this.lastItemId = item.id;
    this.itemId = freshId('item_');
    if (transcription !== null) this.transcribe(item.id, { transcript, seconds, model: sayValue(transcription.model) });
  }

  /** Billed apart from answers: by its length where a model is sold so, else by its tokens. */
  private transcribe(itemId: string, heard: { transcript: string; seconds: number; model: string }): void {
    const { events, account } = this.ports;
    const { transcript, seconds } = heard;
    const at = { item_id: itemId, content_index: 0 };
    const name = 'conversation.item.input_audio_transcription';
    void events.send({ type: `${name}.delta`, ...at, delta: transcript });
    const isByLength = heard.model.startsWith('whisper');
    const input = countSpoken(seconds);
    const output = countTextTokens(transcript);
    const byTokens = {
      type: 'tokens',
      total_tokens: input + output,
      input_tokens: input,
      output_tokens: output,
      input_token_details: { text_tokens: 0, audio_tokens: input },
    };
    const usage = isByLength ? { type: 'duration', seconds } : byTokens;
    void events.send({ type: `${name}.completed`, ...at, transcript, usage }).then((left) => {
      if (!left) return;
      if (isByLength) account.secondsLeft(seconds);
      else account.usageLeft({ ...NO_TOKENS, promptTokens: input, audioInputTokens: input, completionTokens: output });
    });
  }
}

/** A `reply` in the prompt of the transcription, else how long it lasted: nothing else is heard. */
function hear(seconds: number, transcription: Body | null): string {
  const prompt = typeof transcription?.prompt === 'string' ? transcription.prompt : '';
  const read = parseSteering(prompt, 'transcriptions');
  return (read.ok ? read.steering.reply : undefined) ?? defaultTranscript(seconds);
}
