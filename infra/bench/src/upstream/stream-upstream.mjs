/**
 * The cheapest provider of streams: bare sockets, and HTTP only as far as its callers speak it. Gives as many events as
 * a request's `max_tokens`; on its first port at a fixed pace, on the second as fast as they are taken. Prints both
 * addresses. Usage: node stream-upstream.mjs <ms between paced events>
 */
import { createServer } from 'node:net';
import { eventOf, lastEventsOf, nowUs } from './answers.mjs';
import { RequestReader } from './request-reader.mjs';

const pauseMs = Number(process.argv[2]);
const HEAD =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n';
const EVENTS = /"max_tokens":(\d+)/;
const END = '0\r\n\r\n';

/** Every event is a chunk of its own, as providers send them; all of it is ASCII. */
const chunk = (/** @type {string} */ event) => `${event.length.toString(16)}\r\n${event}\r\n`;
const endingOf = (/** @type {number} */ events) => lastEventsOf(events).map(chunk).join('') + END;

/**
 * @param {import('node:net').Socket} socket
 * @param {number} events
 */
function sendPaced(socket, events) {
  let sent = 0;
  socket.write(HEAD);
  const timer = setInterval(() => {
    if (sent < events) socket.write(chunk(eventOf(sent++, nowUs())));
    else {
      clearInterval(timer);
      socket.write(endingOf(events));
    }
  }, pauseMs);
  socket.once('close', () => clearInterval(timer));
}

/**
 * @param {import('node:net').Socket} socket
 * @param {number} events
 */
function sendBurst(socket, events) {
  socket.write(HEAD);
  // Each in a packet of its own, until the socket is full.
  for (let number = 0; number < events; number += 1) socket.write(chunk(eventOf(number, nowUs())));
  socket.write(endingOf(events));
}

/** @param {(socket: import('node:net').Socket, events: number) => void} send */
function listen(send) {
  const server = createServer({ noDelay: true }, (socket) => {
    const reader = new RequestReader((request) => send(socket, Number(EVENTS.exec(request)?.[1])));
    socket.on('data', (bytes) => reader.push(bytes));
    // A target that leaves early is found out by the client's counting.
    socket.on('error', () => socket.destroy());
  });
  return new Promise((resolve) => {
    server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve(`http://127.0.0.1:${port}`);
    });
  });
}

console.log(JSON.stringify({ paced: await listen(sendPaced), burst: await listen(sendBurst) }));
