// W3C trace context (https://www.w3.org/TR/trace-context/): the trace of a message starts in the browser.

/**
 * Random bytes as hex. Browsers provide crypto.randomUUID only on HTTPS and loopback, and a lab's public address is neither.
 */
export const randomHex = bytes =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), byte => byte.toString(16).padStart(2, '0')).join('');

export const newTraceId = () => randomHex(16);

/** The header of a request to record in a trace. */
export const recorded = traceId => `00-${traceId}-${randomHex(8)}-01`;

/** The header of a request that would only fill the dashboard, such as a poll or typing. */
export const unrecorded = () => `00-${newTraceId()}-${randomHex(8)}-00`;

export const traceIdOf = traceparent => traceparent?.split('-')[1];
