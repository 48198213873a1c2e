/** How a receiver tells our requests from anybody else's, as code that works when pasted. */
import type { Snippet } from '../ui/code-block';

interface Labels {
  typescript: string;
  python: string;
  hmac: string;
}

/** With the packages of Standard Webhooks, and with nothing but an HMAC. `secret` goes into the code as it is. */
export function verifySnippets(secret: string, labels: Labels): Snippet[] {
  const literal = JSON.stringify(secret);
  return [
    { language: 'typescript', label: labels.typescript, code: typescript(literal) },
    { language: 'python', label: labels.python, code: python(literal) },
    { language: 'hmac', label: labels.hmac, code: hmac(literal) },
  ];
}

const typescript = (secret: string) => `// npm install standardwebhooks
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(${secret});

createServer(async (request, response) => {
  // The raw body: parsed and written again it would be another text.
  const body = Buffer.concat(await request.toArray()).toString();
  try {
    const event = webhook.verify(body, request.headers as Record<string, string>);
    console.log(request.headers['webhook-id'], event);
    response.writeHead(200).end();
  } catch {
    response.writeHead(400).end();
  }
}).listen(8000);`;

const python = (secret: string) => `# pip install standardwebhooks
from http.server import BaseHTTPRequestHandler, HTTPServer
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

webhook = Webhook(${secret})

class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        # The raw body: parsed and written again it would be another text.
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        try:
            event = webhook.verify(body, dict(self.headers))
            print(self.headers["webhook-id"], event)
            self.send_response(200)
        except WebhookVerificationError:
            self.send_response(400)
        self.end_headers()

HTTPServer(("", 8000), Receiver).serve_forever()`;

const hmac = (secret: string) => `import { createHmac, timingSafeEqual } from 'node:crypto';

const secret = ${secret};

// body: the raw text of the request. signature: its header X-Webhook-Signature.
export function isOurs(body: string, signature: string): boolean {
  const expected = 'sha256=' + createHmac('sha256', secret).update(body).digest('hex');
  return signature.length === expected.length && timingSafeEqual(Buffer.from(signature), Buffer.from(expected));
}`;
