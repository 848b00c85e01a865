// W3C trace context (https://www.w3.org/TR/trace-context/): a message's trace begins here, in the browser.

/**
 * Random bytes as hex. Not crypto.randomUUID: browsers hide it on a page that comes by plain HTTP
 * from anywhere but loopback, such as a lab's public address.
 */
export const randomHex = bytes =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), byte => byte.toString(16).padStart(2, '0')).join('');

export const newTraceId = () => randomHex(16);

/** The header of one request that belongs to a trace and is to be recorded. */
export const recorded = traceId => `00-${traceId}-${randomHex(8)}-01`;

/** The header of a request that would only fill the dashboard: polls, typing. */
export const unrecorded = () => `00-${newTraceId()}-${randomHex(8)}-00`;

export const traceIdOf = traceparent => traceparent?.split('-')[1];
