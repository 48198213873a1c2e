/** Requests over kept connections, the next on each as soon as its last was answered. */
import { connect } from 'node:net';

const CONNECTIONS = 16;
const HEAD_END = '\r\n\r\n';

/**
 * @param {{ url: string, count: number, requestOf: (index: number) => string }} plan
 * @returns {Promise<Map<number, number>>} answers by status
 */
export async function sendRequests({ url, count, requestOf }) {
  const { port, hostname } = new URL(url);
  /** @type {Map<number, number>} */
  const answers = new Map();
  let next = 0;
  const lane = async () => {
    while (next < count) await useConnection({ port: Number(port), hostname });
  };
  /** @param {{ port: number, hostname: string }} where */
  const useConnection = ({ port, hostname }) =>
    new Promise((resolve, reject) => {
      const socket = connect(port, hostname);
      let text = '';
      const ask = () => {
        if (next >= count) return void socket.end();
        socket.write(requestOf(next));
        next += 1;
      };
      socket.setEncoding('latin1').setNoDelay(true).on('connect', ask).on('error', reject).on('close', resolve);
      socket.on('data', (chunk) => {
        text += String(chunk);
        const head = text.indexOf(HEAD_END);
        if (head === -1) return;
        const body = Number(/content-length: (\d+)/i.exec(text.slice(0, head))?.[1] ?? 0);
        // An empty chunked answer is its last chunk alone.
        const isChunked = /transfer-encoding: chunked/i.test(text.slice(0, head));
        const length = head + HEAD_END.length + (isChunked ? '0\r\n\r\n'.length : body);
        if (text.length < length) return;
        const status = Number(text.slice(9, 12));
        answers.set(status, (answers.get(status) ?? 0) + 1);
        text = text.slice(length);
        ask();
      });
    });
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  return answers;
}
