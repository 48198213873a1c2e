/**
 * Takes streams and counts what arrives: bare sockets, so that it costs less than what it measures. Every event of every
 * stream must come, once and in order, and the end after it.
 * Usage: node stream-client.mjs <plan as JSON>; prints one line of JSON.
 */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { AnswerReader } from './answer-reader.mjs';
import { StreamCount } from './stream-count.mjs';
import { nowUs } from '../upstream/answers.mjs';

/**
 * @typedef {object} StreamPlan
 * @property {string} origin
 * @property {string} requestFile holds the request's bytes
 * @property {number} streams at once
 * @property {number} events of a stream
 * @property {number} seconds after which no stream begins; each connection makes at least one
 * @property {number} spreadMs over which the first streams begin
 *
 * @typedef {object} StreamReport
 * @property {number} streams
 * @property {number} events
 * @property {number} seconds
 * @property {number} p50Us of an event, between its sending and its arrival
 * @property {number} p99Us
 * @property {string[]} faults
 */

const plan = /** @type {StreamPlan} */ (JSON.parse(process.argv[2] ?? '{}'));
const request = readFileSync(plan.requestFile);
const { hostname, port } = new URL(plan.origin);
const began = performance.now();
const until = began + plan.seconds * 1000;

/** @type {string[]} */
const faults = [];
/** @type {number[]} */
const delaysUs = [];
let streams = 0;
let events = 0;

/** One connection: a stream after the other, until the time is over. */
function take() {
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    /** @type {StreamCount | null} */
    let count = null;
    const begin = () => {
      count = new StreamCount(plan.events, delaysUs);
      socket.write(request);
    };
    const reader = new AnswerReader({
      onText: (text) => count?.push(text, nowUs()),
      onEnd: (status) => {
        if (count !== null) close(count, status);
        count = null;
        if (performance.now() < until) begin();
        else socket.destroy();
      },
    });
    socket.on('data', (bytes) => reader.push(bytes));
    socket.on('error', (error) => faults.push(error.message));
    socket.on('close', () => {
      if (count !== null) faults.push('the connection closed within a stream');
      resolve(undefined);
    });
    begin();
  });
}

/**
 * @param {StreamCount} count
 * @param {number} status
 */
function close(count, status) {
  streams += 1;
  events += count.events;
  const fault = status === 200 ? count.close() : `answered ${status}`;
  if (fault !== null) faults.push(fault);
}

const starts = Array.from({ length: plan.streams }, async (_, index) => {
  await new Promise((resolve) => setTimeout(resolve, (plan.spreadMs * index) / plan.streams));
  await take();
});
await Promise.all(starts);
const seconds = (performance.now() - began) / 1000;
delaysUs.sort((a, b) => a - b);
const at = (/** @type {number} */ share) =>
  delaysUs[Math.min(delaysUs.length - 1, Math.floor(delaysUs.length * share))];
const shown = faults.slice(0, 10);
console.log(JSON.stringify({ streams, events, seconds, p50Us: at(0.5), p99Us: at(0.99), faults: shown }));
