// Creates W3C trace contexts (https://www.w3.org/TR/trace-context/), because the trace of a message starts in the browser.

/**
 * Returns random bytes as hex. crypto.randomUUID exists only on HTTPS and loopback, and a lab's public address is neither.
 */
export const randomHex = bytes =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), byte => byte.toString(16).padStart(2, '0')).join('');

export const newTraceId = () => randomHex(16);

/** Returns the traceparent header of a request that is to be recorded in a trace. */
export const recorded = traceId => `00-${traceId}-${randomHex(8)}-01`;

/** Returns the traceparent header of a request that would only clutter the dashboard, such as a poll or typing. */
export const unrecorded = () => `00-${newTraceId()}-${randomHex(8)}-00`;

export const traceIdOf = traceparent => traceparent?.split('-')[1];
