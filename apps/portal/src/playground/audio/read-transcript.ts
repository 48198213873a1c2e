/** What was heard. */
export interface Transcript {
  text: string;
  language: string | null;
  /** With when they were said, in seconds; empty where the answer has no times. */
  segments: readonly { start: number; end: number; text: string }[];
  /** Captions and plain text are shown as they came. */
  isPlain: boolean;
}

interface TranscriptAnswer {
  text: string;
  language?: string;
  segments?: { start: number; end: number; text: string }[];
}

/** Reads JSON, captions and plain text alike; throws over what holds no text. */
export async function readTranscript(answer: Response): Promise<Transcript> {
  if (!/json/.test(answer.headers.get('content-type') ?? '')) {
    return { text: await answer.text(), language: null, segments: [], isPlain: true };
  }
  const { text, language = null, segments = [] } = (await answer.json()) as TranscriptAnswer;
  if (typeof text !== 'string') throw new Error('an answer without a text');
  return { text, language, segments, isPlain: false };
}
