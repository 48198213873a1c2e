import { CodeBlock } from './code-block';

/** The three lines that make a first call with a client people already have. */
export function FirstCall({ gatewayUrl }: { gatewayUrl: string }) {
  return (
    <figure className="min-w-0">
      <CodeBlock
        label="First call in Python"
        lines={[
          'from openai import OpenAI',
          '',
          'client = OpenAI(',
          `    base_url="${gatewayUrl.replace(/\/$/, '')}/v1",`,
          '    api_key="YOUR_KEY",',
          ')',
          'answer = client.chat.completions.create(',
          '    model="YOUR_MODEL",',
          '    messages=[{"role": "user", "content": "Hello"}],',
          ')',
        ]}
      />
      <figcaption className="mt-2 text-xs text-quiet">
        The official OpenAI client. Only the address and the key are new.
      </figcaption>
    </figure>
  );
}
