// The chat's HTTP interface, but for the event stream (room-stream.js).
import { recorded, unrecorded } from './trace.js';

const ANSWER_LIMIT_MS = 5000; // a node answers within 2 s whatever Redis does

const inRoom = (room, what) => `/api/rooms/${encodeURIComponent(room)}/${what}`;

const request = (path, options = {}) =>
  fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(ANSWER_LIMIT_MS), ...options });

/** @returns the answer, or null when the node refused; rejects when the node gave no answer. */
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

/** Messages with numbers from `from` to `to`, as far as the log still has them. */
export const getMessages = (room, from, to) =>
  get(inRoom(room, `messages?after=${from - 1}&limit=${to - from + 1}`));

export const postTyping = (room, author) => post(inRoom(room, 'typing'), { author }, unrecorded());

/**
 * Posts a message once.
 * @returns {{status, retryAfterMs, body}} status 0: no answer, so the node may or may not have it.
 */
export async function postMessage({ room, id, author, text, traceId }) {
  try {
    const response = await post(inRoom(room, 'messages'), { id, author, text }, recorded(traceId));
    return {
      status: response.status,
      retryAfterMs: 1000 * (Number(response.headers.get('retry-after')) || 0),
      body: await response.json().catch(() => null),
    };
  } catch {
    return { status: 0, retryAfterMs: 0, body: null };
  }
}
