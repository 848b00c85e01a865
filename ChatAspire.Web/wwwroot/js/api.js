// The chat's HTTP interface, except the event stream (room-stream.js).
import { recorded, unrecorded } from './trace.js';

const ANSWER_LIMIT_MS = 5000; // a node answers within 2 s even if Redis hangs

const roomPath = (room, path) => `/api/rooms/${encodeURIComponent(room)}/${path}`;

const request = (path, options = {}) =>
  fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(ANSWER_LIMIT_MS), ...options });

/** @returns the parsed JSON, or null for an error status; rejects when the node did not answer. */
async function get(path) {
  const response = await request(path, { headers: { traceparent: unrecorded() } });
  return response.ok ? response.json() : null;
}

const post = (path, body, traceparent) => request(path, {
  method: 'POST',
  headers: { 'content-type': 'application/json', traceparent },
  body: JSON.stringify(body),
});

export const getNode = () => get('/api/node');

export const getRooms = () => get('/api/rooms');

/** Reads the messages numbered `from` to `to` that are still in the log: { epoch, first, last, messages }; null for an error status. */
export const getMessages = (room, from, to) =>
  get(roomPath(room, `messages?after=${from - 1}&limit=${to - from + 1}`));

export const postTyping = (room, author) => post(roomPath(room, 'typing'), { author }, unrecorded());

/**
 * Posts a message once, without retries.
 * @returns {{status, retryAfterMs, body}} status 0: no answer, so the message may or may not be stored; body: parsed JSON or null.
 */
export async function postMessage({ room, id, author, text, traceId }) {
  try {
    const response = await post(roomPath(room, 'messages'), { id, author, text }, recorded(traceId));
    return {
      status: response.status,
      retryAfterMs: 1000 * (Number(response.headers.get('retry-after')) || 0),
      body: await response.json().catch(() => null),
    };
  } catch {
    return { status: 0, retryAfterMs: 0, body: null };
  }
}
