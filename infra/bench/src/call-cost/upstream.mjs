/** The cheapest provider there is: one fixed chat completion of 400 bytes, with usage. Prints its address. */
import { createServer } from 'node:http';

const BYTES = 400;
const completion = (/** @type {string} */ content) =>
  JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion',
    created: 1_793_491_200,
    model: 'bench',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 48, completion_tokens: 12, total_tokens: 60 },
  });
const answer = Buffer.from(completion('x'.repeat(BYTES - completion('').length)));

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  console.log(`http://127.0.0.1:${address.port}`);
});
