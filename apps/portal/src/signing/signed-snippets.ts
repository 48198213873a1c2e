import type { Snippet } from '../ui/code-block';

interface SignedCall {
  baseUrl: string;
  /** Public id of the signing secret. */
  keyId: string;
  algorithm: 'hmac-sha256' | 'ed25519';
  model: string;
  prompt: string;
}

/** A signed call in TypeScript and in a shell; both read the secret from SIGNING_SECRET (a private key as PEM). */
export function signedSnippets(call: SignedCall): Snippet[] {
  return [
    { language: 'typescript', label: 'TypeScript', code: typescript(call) },
    { language: 'curl', label: 'curl', code: shell(call) },
  ];
}

function bodyOf({ model, prompt }: SignedCall): string {
  return JSON.stringify({ model, messages: [{ role: 'user', content: prompt }] });
}

function typescript(call: SignedCall): string {
  const { baseUrl, keyId, algorithm } = call;
  const sign =
    algorithm === 'ed25519'
      ? 'sign(null, Buffer.from(base), process.env.SIGNING_SECRET!)'
      : "createHmac('sha256', process.env.SIGNING_SECRET!).update(base).digest()";
  return `import { createHash, ${algorithm === 'ed25519' ? 'sign' : 'createHmac'}, randomUUID } from 'node:crypto';

const url = '${baseUrl}/v1/chat/completions';
const body = ${JSON.stringify(bodyOf(call))};

const digest = \`sha-256=:\${createHash('sha256').update(body).digest('base64')}:\`;
const created = Math.floor(Date.now() / 1000);
const params =
  '("@method" "@target-uri" "content-digest")' +
  \`;created=\${created};nonce="\${randomUUID()}";keyid="${keyId}";alg="${algorithm}"\`;
const base = [
  '"@method": POST',
  \`"@target-uri": \${url}\`,
  \`"content-digest": \${digest}\`,
  \`"@signature-params": \${params}\`,
].join('\\n');
const signature = ${sign};

const response = await fetch(url, {
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    'content-digest': digest,
    'signature-input': \`sig1=\${params}\`,
    signature: \`sig1=:\${signature.toString('base64')}:\`,
  },
  body,
});
console.log(await response.json());
`;
}

function shell(call: SignedCall): string {
  const { baseUrl, keyId, algorithm } = call;
  const sign =
    algorithm === 'ed25519'
      ? `printf %s "$base" > base.txt
signature=$(openssl pkeyutl -sign -rawin -in base.txt -inkey <(echo "$SIGNING_SECRET") | openssl base64 -A)`
      : `signature=$(printf %s "$base" | openssl dgst -sha256 -hmac "$SIGNING_SECRET" -binary | openssl base64 -A)`;
  return `url='${baseUrl}/v1/chat/completions'
body='${bodyOf(call).replaceAll("'", String.raw`'\''`)}'

digest="sha-256=:$(printf %s "$body" | openssl dgst -sha256 -binary | openssl base64 -A):"
params='("@method" "@target-uri" "content-digest")'
params="$params;created=$(date +%s);nonce=\\"$(openssl rand -hex 16)\\";keyid=\\"${keyId}\\";alg=\\"${algorithm}\\""
base="\\"@method\\": POST
\\"@target-uri\\": $url
\\"content-digest\\": $digest
\\"@signature-params\\": $params"
${sign}

curl "$url" -H 'content-type: application/json' -H "content-digest: $digest" \\
  -H "signature-input: sig1=$params" -H "signature: sig1=:$signature:" -d "$body"
`;
}
