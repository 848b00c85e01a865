-- Appends one message to a room's log: numbers it, answers a repeated id with its first number, trims, rings the bell.
--
-- KEYS  head  hash  epoch, seq (the newest number)
--       log   list  message bodies; the last one has number seq
--       ids   zset  client id -> number, of the messages still in the log
-- ARGV  id, body, candidate epoch, epoch and seq the node has seen, retention, bell channel
-- Returns {epoch, seq}
local head = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
local epoch, seq = head[1], tonumber(head[2] or '0')

if not epoch then
  -- The log is new, or was lost. Whatever is left of it has no number any more.
  epoch = ARGV[3]
  redis.call('DEL', KEYS[2], KEYS[3])
  redis.call('HSET', KEYS[1], 'epoch', epoch, 'seq', '0')
elseif epoch == ARGV[4] and seq < tonumber(ARGV[5]) then
  -- The node has seen numbers that Redis no longer knows: it came back without its newest writes.
  -- The surviving log stays; a new epoch keeps its next numbers apart from those handed out before.
  epoch = ARGV[3]
  redis.call('HSET', KEYS[1], 'epoch', epoch)
end

-- Garnet writes a script's commands to its file one by one: killed in between, it may have kept the newest body
-- without its id, and the writer's retry would be a second message.
if redis.call('ZCARD', KEYS[3]) < redis.call('LLEN', KEYS[2]) then
  local newest = string.match(redis.call('LINDEX', KEYS[2], -1), '"id":"([^"]+)"')
  if newest then
    redis.call('ZADD', KEYS[3], seq, newest)
  end
end

local known = redis.call('ZSCORE', KEYS[3], ARGV[1])
if known then
  return {epoch, tonumber(known)}
end

seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
local length = redis.call('RPUSH', KEYS[2], ARGV[2])
redis.call('ZADD', KEYS[3], seq, ARGV[1])

local excess = length - tonumber(ARGV[6])
if excess > 0 then
  redis.call('LTRIM', KEYS[2], excess, -1)
  redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', seq - length + excess)
end

redis.call('PUBLISH', ARGV[7], 'm' .. epoch .. '-' .. seq .. ' ' .. ARGV[2])
return {epoch, seq}
