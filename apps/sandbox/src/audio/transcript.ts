/** A part of a recording and what is said in it; times in seconds. */
export interface Spoken {
  start: number;
  end: number;
  text: string;
}

const SECONDS_PER_SEGMENT = 5;

/** The transcript of a recording of which nothing but its length is known: it says that, the same for the same. */
export function defaultTranscript(seconds: number): string {
  return `This recording lasts ${seconds.toFixed(1)} seconds. The sandbox heard every one of them.`;
}

/** The words of a transcript, spread evenly over the recording. */
export function wordsOver(text: string, seconds: number): Spoken[] {
  const words = text.match(/\S+/g) ?? [];
  return words.map((word, index) => ({
    start: time((index * seconds) / words.length),
    end: time(((index + 1) * seconds) / words.length),
    text: word,
  }));
}

/** The transcript in stretches of some seconds, none without a word. */
export function segmentsOver(text: string, seconds: number): Spoken[] {
  const segments: Spoken[] = [];
  for (const word of wordsOver(text, seconds)) {
    const last = segments.at(-1);
    if (last === undefined || word.start - last.start >= SECONDS_PER_SEGMENT) segments.push({ ...word });
    else {
      last.end = word.end;
      last.text += ` ${word.text}`;
    }
  }
  return segments;
}

/** SubRip: numbered stretches, times with a comma. */
export function toSrt(segments: readonly Spoken[]): string {
  const blocks = segments.map(
    ({ start, end, text }, index) => `${index + 1}\n${clock(start, ',')} --> ${clock(end, ',')}\n${text}\n`,
  );
  return `${blocks.join('\n')}\n`;
}

/** WebVTT (W3C): a heading, then the same with a point. */
export function toVtt(segments: readonly Spoken[]): string {
  const blocks = segments.map(({ start, end, text }) => `${clock(start, '.')} --> ${clock(end, '.')}\n${text}\n`);
  return `WEBVTT\n\n${blocks.join('\n')}\n`;
}

function clock(seconds: number, point: ',' | '.'): string {
  const thousandths = Math.round(seconds * 1_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(thousandths / 3_600_000), Math.floor(thousandths / 60_000) % 60];
  const rest = String(thousandths % 1_000).padStart(3, '0');
  return `${two(hours)}:${two(minutes)}:${two(Math.floor(thousandths / 1_000) % 60)}${point}${rest}`;
}

function time(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
