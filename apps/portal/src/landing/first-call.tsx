import { getTranslations } from 'next-intl/server';
import { CodeBlock } from '../ui/code-block';

/** The three lines that make a first call with a client people already have. */
export async function FirstCall({ gatewayUrl, model }: { gatewayUrl: string; model: string }) {
  const t = await getTranslations('site');
  return (
    <figure className="min-w-0">
      <CodeBlock label={t('firstCall')} snippets={firstCallSnippets(gatewayUrl, model)} />
      <figcaption className="mt-2 text-xs text-quiet">{t('firstCallNote')}</figcaption>
    </figure>
  );
}

function firstCallSnippets(gatewayUrl: string, model: string) {
  const base = `${gatewayUrl.replace(/\/$/, '')}/v1`;
  const python = [
    'from openai import OpenAI',
    `client = OpenAI(base_url="${base}", api_key="YOUR_KEY")`,
    `client.chat.completions.create(model="${model}", messages=[{"role": "user", "content": "Hello"}])`,
  ];
  const typescript = [
    "import OpenAI from 'openai';",
    `const client = new OpenAI({ baseURL: '${base}', apiKey: 'YOUR_KEY' });`,
    `await client.chat.completions.create({ model: '${model}', messages: [{ role: 'user', content: 'Hello' }] });`,
  ];
  const curl = [
    `curl ${base}/chat/completions \\`,
    `  -H 'Authorization: Bearer YOUR_KEY' -H 'Content-Type: application/json' \\`,
    `  -d '{"model": "${model}", "messages": [{"role": "user", "content": "Hello"}]}'`,
  ];
  return [
    { language: 'curl', label: 'curl', code: curl.join('\n') },
    { language: 'python', label: 'Python', code: python.join('\n') },
    { language: 'typescript', label: 'TypeScript', code: typescript.join('\n') },
  ];
}
