/** Embeddings, pictures, sound, rankings and judgements as code. */
import type { Snippet } from '../ui/code-block';
import { callSnippets, type SnippetCall } from './call-snippets';

type Asked = Pick<SnippetCall, 'baseUrl' | 'key' | 'body'>;
/** With the name of the file that goes along. */
type AskedOf = Asked & { file: string };

export function embeddingSnippets(asked: Asked): Snippet[] {
  return callSnippets({
    ...asked,
    path: '/embeddings',
    method: 'client.embeddings.create',
    python: { result: 'answer', then: ['print(len(answer.data), len(answer.data[0].embedding))'] },
    typescript: { result: 'answer', then: ['console.log(answer.data.length, answer.data[0].embedding.length);'] },
  });
}

const KEEP_PICTURES = {
  curl: { options: '-s', then: "| jq -r '.data[0].b64_json' | base64 -d > picture.png" },
  python: {
    result: 'answer',
    imports: ['import base64'],
    then: [
      'for number, picture in enumerate(answer.data):',
      '    with open(f"picture-{number}.png", "wb") as file:',
      '        file.write(base64.b64decode(picture.b64_json))',
    ],
  },
  typescript: {
    result: 'answer',
    imports: ["import { writeFile } from 'node:fs/promises';"],
    then: [
      'for (const [number, picture] of (answer.data ?? []).entries()) {',
      "  await writeFile(`picture-${number}.png`, picture.b64_json ?? '', 'base64');",
      '}',
    ],
  },
} as const;

export function imageSnippets(asked: Asked): Snippet[] {
  return callSnippets({ ...asked, ...KEEP_PICTURES, path: '/images/generations', method: 'client.images.generate' });
}

export function imageEditSnippets({ file, ...asked }: AskedOf): Snippet[] {
  return callSnippets({
    ...asked,
    ...KEEP_PICTURES,
    path: '/images/edits',
    files: { image: file },
    method: 'client.images.edit',
  });
}

export function speechSnippets({ file, ...asked }: AskedOf): Snippet[] {
  const name = JSON.stringify(file);
  return callSnippets({
    ...asked,
    path: '/audio/speech',
    method: 'client.audio.speech.create',
    curl: { options: `-o ${file}` },
    python: { result: 'answer', then: [`answer.write_to_file(${name})`] },
    typescript: {
      result: 'answer',
      imports: ["import { writeFile } from 'node:fs/promises';"],
      then: [`await writeFile(${name}, Buffer.from(await answer.arrayBuffer()));`],
    },
  });
}

type TranscriptAsked = AskedOf & { kind: 'transcriptions' | 'translations' };

/** Captions and plain text come as they are. */
const PLAIN_FORMATS: ReadonlySet<unknown> = new Set(['text', 'srt', 'vtt']);

export function transcriptSnippets({ file, kind, ...asked }: TranscriptAsked): Snippet[] {
  const text = PLAIN_FORMATS.has(asked.body.response_format) ? 'answer' : 'answer.text';
  return callSnippets({
    ...asked,
    path: `/audio/${kind}`,
    files: { file },
    method: `client.audio.${kind}.create`,
    python: { result: 'answer', then: [`print(${text})`] },
    typescript: { result: 'answer', then: [`console.log(${text});`] },
  });
}

/** OpenAI's SDK has no method for it; it posts to any path. */
export function rerankSnippets(asked: Asked): Snippet[] {
  return callSnippets({
    ...asked,
    path: '/rerank',
    method: null,
    python: { result: 'answer', then: ['print(answer.json()["results"])'] },
    typescript: { result: 'answer', then: ['console.log(answer);'] },
  });
}

export function moderationSnippets(asked: Asked): Snippet[] {
  return callSnippets({
    ...asked,
    path: '/moderations',
    method: 'client.moderations.create',
    python: { result: 'answer', then: ['print(answer.results[0].categories)'] },
    typescript: { result: 'answer', then: ['console.log(answer.results[0].categories);'] },
  });
}
