-- Appends one message to a room's log: numbers it, returns the first number for a repeated id, trims, publishes.
--
-- KEYS  head  hash  epoch, seq (the newest number), run (the run id of the server that began the epoch)
--       log   list  message bodies; the last one has number seq
--       ids   zset  client id -> number, of the messages still in the log
-- ARGV  id, body, candidate epoch, epoch and seq known to the node, retention, channel
-- Returns {epoch, seq, error of the publication ('': none)}
local head = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'run')
local epoch, seq, run = head[1], tonumber(head[2] or '0'), run_id()

if not epoch then
  -- The log is new, or was lost. Bodies that are left of it have no numbers.
  epoch = ARGV[3]
  redis.call('DEL', KEYS[2], KEYS[3])
  redis.call('HSET', KEYS[1], 'epoch', epoch, 'seq', '0', 'run', run)
elseif (epoch == ARGV[4] and seq < tonumber(ARGV[5]))
  or (head[3] and head[3] ~= run and (is_promoted() or may_lack_writes())) then
  -- The node knows numbers that Redis does not: Redis restarted without its newest writes. Or this server restarted, or took over
  -- from a master, and may lack messages that readers of another node have seen.
  -- The surviving log stays; a new epoch keeps its next numbers distinct from those already given out.
  epoch = ARGV[3]
  redis.call('HSET', KEYS[1], 'epoch', epoch, 'run', run)
end

-- Garnet writes a script's commands to its file one by one. When it is killed in between, the newest body may be
-- stored without its id, and the writer's retry would create a second message.
if redis.call('ZCARD', KEYS[3]) < redis.call('LLEN', KEYS[2]) then
  local newest = string.match(redis.call('LINDEX', KEYS[2], -1), '"id":"([^"]+)"')
  if newest then
    redis.call('ZADD', KEYS[3], seq, newest)
  end
end

local known = redis.call('ZSCORE', KEYS[3], ARGV[1])
if known then
  return {epoch, tonumber(known), ''}
end

seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
local length = redis.call('RPUSH', KEYS[2], ARGV[2])
redis.call('ZADD', KEYS[3], seq, ARGV[1])

local excess = length - tonumber(ARGV[6])
if excess > 0 then
  redis.call('LTRIM', KEYS[2], excess, -1)
  redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', seq - length + excess)
end

-- The message is stored, whether or not the user may notify the nodes of it.
local published = redis.pcall('PUBLISH', ARGV[7], 'm' .. epoch .. '-' .. seq .. ' ' .. ARGV[2])
return {epoch, seq, type(published) == 'table' and published.err or ''}
