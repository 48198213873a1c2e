/**
 * The cheapest provider of streams: bare sockets, and HTTP only as far as its callers speak it. Gives as many events as
 * a request's `max_tokens`, on the wire of its path; on its first port at a fixed pace, on the second as fast as they are
 * taken. Prints both addresses. Usage: node stream-upstream.mjs <ms between paced events>
 */
import { createServer } from 'node:net';
import { CHAT, MESSAGES, nowUs } from './answers.mjs';
import { RequestReader } from './request-reader.mjs';

const pauseMs = Number(process.argv[2]);
const HEAD =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n';
const EVENTS = /"max_tokens":(\d+)/;
const END = '0\r\n\r\n';

/** Every event is a chunk of its own, as providers send them; all of it is ASCII. */
const chunk = (/** @type {string} */ event) => `${event.length.toString(16)}\r\n${event}\r\n`;

/**
 * @typedef {object} AskedStream
 * @property {import('./answers.mjs').StreamWire} wire
 * @property {number} events
 */

/** @param {AskedStream} asked */
const beginningOf = ({ wire }) => HEAD + wire.firstEvents.map(chunk).join('');
/** @param {AskedStream} asked */
const endingOf = ({ wire, events }) => wire.lastEventsOf(events).map(chunk).join('') + END;

/**
 * @param {import('node:net').Socket} socket
 * @param {AskedStream} asked
 */
function sendPaced(socket, asked) {
  const { wire, events } = asked;
  let sent = 0;
  socket.write(beginningOf(asked));
  const timer = setInterval(() => {
    if (sent < events) socket.write(chunk(wire.eventOf(sent++, nowUs())));
    else {
      stop();
      socket.write(endingOf(asked));
    }
  }, pauseMs);
  // A connection carries many streams.
  const stop = () => {
    clearInterval(timer);
    socket.off('close', stop);
  };
  socket.on('close', stop);
}

/**
 * @param {import('node:net').Socket} socket
 * @param {AskedStream} asked
 */
function sendBurst(socket, asked) {
  const { wire, events } = asked;
  socket.write(beginningOf(asked));
  // Each in a packet of its own, until the socket is full.
  for (let number = 0; number < events; number += 1) socket.write(chunk(wire.eventOf(number, nowUs())));
  socket.write(endingOf(asked));
}

/**
 * @param {string} request
 * @returns {AskedStream}
 */
function readAsked(request) {
  const wire = request.startsWith('POST /v1/messages') ? MESSAGES : CHAT;
  return { wire, events: Number(EVENTS.exec(request)?.[1]) };
}

/** @param {(socket: import('node:net').Socket, asked: AskedStream) => void} send */
function listen(send) {
  const server = createServer({ noDelay: true }, (socket) => {
    const reader = new RequestReader((request) => send(socket, readAsked(request)));
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
