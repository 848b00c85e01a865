// Times of a walk, as texts: they have a resolution of 100 ns, and a Date has only milliseconds.

/** Milliseconds from one UTC time to another: "2026-11-28T14:00:00.1234567Z". */
const millisecondsBetween = (start, end) =>
  Date.parse(`${end.slice(0, 19)}Z`) - Date.parse(`${start.slice(0, 19)}Z`) + (fraction(end) - fraction(start)) * 1000;

const fraction = time => Number(`0${/\.\d+/.exec(time)?.[0] ?? ''}`);

const formatMilliseconds = time => `${time.toFixed(3)} ms`;

/** Returns the time when a packet was first seen; undefined if no hop has a time. */
const startOf = packet => packet.hops.find(hop => hop.time)?.time;
