// The fastest peer: Bun's own WebSocket server with native topics, and its own Redis client, everything at its defaults.
// usage: bun server.mjs PORT REDIS_PORT RETENTION
import { RedisClient } from "bun";

const [port, redisPort, retention] = process.argv.slice(2).map(Number);
const redis = new RedisClient(`redis://127.0.0.1:${redisPort}`);
const subscriber = new RedisClient(`redis://127.0.0.1:${redisPort}`);
await Promise.all([redis.connect(), subscriber.connect()]);

// Equal work: every message is numbered, stored and trimmed in Redis before anybody gets it.
const append = await redis.send("SCRIPT", ["LOAD", `local seq = redis.call("INCR", KEYS[1])
redis.call("RPUSH", KEYS[2], seq .. " " .. ARGV[1])
redis.call("LTRIM", KEYS[2], -tonumber(ARGV[2]), -1)
return seq`]);

const server = Bun.serve({
  port,
  hostname: "127.0.0.1",
  fetch: (request, server) => (server.upgrade(request, { data: {} }) ? undefined : new Response("up")),
  websocket: {
    async message(socket, text) {
      const [kind, room, id, author, body] = JSON.parse(text);
      if (kind === "join") {
        socket.subscribe(room);
        socket.send("joined");
        return;
      }
      const message = { id, author, text: body, at: new Date().toISOString() };
      message.seq = await redis.send("EVALSHA", [
        append, "2", `bench:{${room}}:last`, `bench:{${room}}:log`, JSON.stringify(message), String(retention),
      ]);
      redis.publish("bench", `${room} ${JSON.stringify(message)}`);
      socket.send("posted");
    },
  },
});

await subscriber.subscribe("bench", payload => {
  const space = payload.indexOf(" ");
  server.publish(payload.slice(0, space), payload.slice(space + 1));
});
