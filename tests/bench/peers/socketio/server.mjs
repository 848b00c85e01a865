// The peer: Socket.IO with its Redis adapter, websocket transport, everything else at its defaults.
// usage: node server.mjs PORT REDIS_PORT RETENTION
import { createServer } from "node:http";
import { createAdapter } from "@socket.io/redis-adapter";
import { Redis } from "ioredis";
import { Server } from "socket.io";

const [port, redisPort, retention] = process.argv.slice(2).map(Number);
const redis = new Redis(redisPort, "127.0.0.1");

// Equal work: every message is numbered, stored and trimmed in Redis before anybody gets it.
redis.defineCommand("append", {
  numberOfKeys: 2,
  lua: `local seq = redis.call("INCR", KEYS[1])
redis.call("RPUSH", KEYS[2], seq .. " " .. ARGV[1])
redis.call("LTRIM", KEYS[2], -tonumber(ARGV[2]), -1)
return seq`,
});

const http = createServer((_, response) => response.end("up"));
const io = new Server(http, {
  transports: ["websocket"],
  adapter: createAdapter(redis.duplicate(), redis.duplicate()),
});

io.on("connection", socket => {
  socket.on("join", (room, done) => {
    socket.join(room);
    done();
  });
  socket.on("post", async (room, id, author, text, done) => {
    const message = { id, author, text, at: new Date().toISOString() };
    message.seq = await redis.append(`bench:{${room}}:last`, `bench:{${room}}:log`, JSON.stringify(message), retention);
    io.to(room).emit("message", message);
    done(message.seq);
  });
});

http.listen(port, "127.0.0.1");
