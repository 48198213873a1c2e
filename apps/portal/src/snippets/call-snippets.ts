/** A call of the data plane as code that works when pasted: curl, and OpenAI's SDK, which people already have. */
import type { Snippet } from '../ui/code-block';
import { entriesOf, literal, PictureFile, PYTHON, quote, TYPESCRIPT } from './literals';
import { shellQuote } from './shell-quote';

interface SdkUse {
  /** What the answer is called. */
  result: string;
  imports?: readonly string[];
  /** What is done with it. */
  then: readonly string[];
}

export interface SnippetCall {
  /** Of the gateway, without a slash at its end. */
  baseUrl: string;
  /** The secret, or what stands for it. */
  key: string;
  /** Below `/v1`. */
  path: string;
  /** What is undefined is left out; a {@link PictureFile} is read where the code runs. */
  body: Readonly<Record<string, unknown>>;
  /** Names of files by field; a call with files is a form. */
  files?: Readonly<Record<string, string>>;
  /** The SDK's method; null where it has none, and posts by path. */
  method: string | null;
  /** Options before the address, and what the shell does with the answer. */
  curl?: { options?: string; then?: string };
  python: SdkUse;
  typescript: SdkUse;
}

/** The same call in three languages; labels are names of tools, the same in every language people speak. */
export function callSnippets(call: SnippetCall): Snippet[] {
  return [
    { language: 'curl', label: 'curl', code: curlSnippet(call) },
    { language: 'python', label: 'Python', code: pythonSnippet(call) },
    { language: 'typescript', label: 'TypeScript', code: typescriptSnippet(call) },
  ];
}

function curlSnippet({ baseUrl, key, path, body, files, curl = {} }: SnippetCall): string {
  const begin = [
    `curl ${curl.options === undefined ? '' : `${curl.options} `}${baseUrl}/v1${path}`,
    `-H ${shellQuote(`Authorization: Bearer ${key}`)}`,
  ];
  const then = curl.then === undefined ? '' : ` ${curl.then}`;
  const join = (parts: readonly string[]) => parts.join(' \\\n  ');
  if (files !== undefined) {
    const texts = entriesOf(body).map(([name, value]) => `--form-string ${shellQuote(`${name}=${String(value)}`)}`);
    const uploads = Object.entries(files).map(([name, file]) => `-F ${shellQuote(`${name}=@${quote(file)}`)}`);
    return `${join([...begin, ...texts, ...uploads])}${then}`;
  }
  const json = "-H 'Content-Type: application/json'";
  const { text, pictures } = bodyText(body);
  if (pictures.length === 0) return `${join([...begin, json, `-d ${shellQuote(text)}`])}${then}`;
  return `${join([...begin, json, `-d @- <<JSON${then}`])}\n${hereDocument(text, pictures)}\nJSON`;
}

const MARK = String.fromCharCode(0xe000);

/** The body as JSON, with a mark for each picture. */
function bodyText(body: object): { text: string; pictures: PictureFile[] } {
  const pictures: PictureFile[] = [];
  const text = JSON.stringify(body, (_name, value: unknown) =>
    value instanceof PictureFile ? `${MARK}${pictures.push(value) - 1}${MARK}` : value,
  );
  return { text, pictures };
}

/** A shell reads it as it is but for what begins a substitution: only pictures are substituted, too long for a word. */
function hereDocument(text: string, pictures: readonly PictureFile[]): string {
  const escaped = text.replaceAll(/[\\$`]/g, String.raw`\$&`);
  return pictures.reduce(
    (all, { name, mediaType }, index) =>
      all.replace(
        `${MARK}${index}${MARK}`,
        () => `data:${mediaType};base64,$(base64 < ${shellQuote(name)} | tr -d '\\n')`,
      ),
    escaped,
  );
}

function pythonSnippet({ baseUrl, key, path, body, files = {}, method, python }: SnippetCall): string {
  const named = (members: object) => entriesOf(members).map(([name, value]) => `    ${name}=${pythonValue(value, 1)},`);
  const uploads = Object.entries(files).map(([name, file]) => `    ${name}=open(${quote(file)}, "rb"),`);
  const call =
    method === null
      ? [
          `${python.result} = client.post(`,
          `    ${quote(path)},`,
          '    cast_to=httpx.Response,',
          ...named({ body }),
          ')',
        ]
      : [`${python.result} = ${method}(`, ...named(body), ...uploads, ')'];
  const imports = [...(python.imports ?? []), ...(method === null ? ['import httpx'] : [])];
  return [
    ...(holdsPicture(body) ? ['import base64'] : []),
    ...imports,
    'from openai import OpenAI',
    '',
    `client = OpenAI(base_url=${quote(`${baseUrl}/v1`)}, api_key=${quote(key)})`,
    ...call,
    ...python.then,
  ].join('\n');
}

const pythonValue = (value: unknown, depth: number) => literal(PYTHON, value, depth);

function typescriptSnippet({ baseUrl, key, path, body, files = {}, method, typescript }: SnippetCall): string {
  const members = (of: object, depth: number) =>
    entriesOf(of).map(
      ([name, value]) => `${'  '.repeat(depth)}${TYPESCRIPT.property(name, literal(TYPESCRIPT, value, depth))},`,
    );
  const uploads = Object.entries(files).map(([name, file]) => `  ${name}: createReadStream(${quote(file)}),`);
  const begin = `const ${typescript.result} = await ${method ?? 'client.post'}(`;
  const call =
    method === null
      ? [`${begin}${quote(path)}, {`, ...members({ body }, 1), '});']
      : [`${begin}{`, ...members(body, 1), ...uploads, '});'];
  const reads = [...(holdsPicture(body) ? ['readFileSync'] : []), ...(uploads.length > 0 ? ['createReadStream'] : [])];
  return [
    ...(reads.length === 0 ? [] : [`import { ${reads.join(', ')} } from 'node:fs';`]),
    ...(typescript.imports ?? []),
    "import OpenAI from 'openai';",
    '',
    `const client = new OpenAI({ baseURL: ${quote(`${baseUrl}/v1`)}, apiKey: ${quote(key)} });`,
    ...call,
    ...typescript.then,
  ].join('\n');
}

function holdsPicture(body: object): boolean {
  return bodyText(body).pictures.length > 0;
}
