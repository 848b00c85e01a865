-- Appends one message to a room's log: numbers it, trims the log, publishes the message. A repeated id only returns its number.
--
-- KEYS  head  hash  epoch, seq (the newest number), run (the run id of the server that began the epoch)
--       log   list  message bodies; the last one has number seq
--       ids   zset  client id -> number, of the messages still in the log
-- ARGV  id, body, candidate epoch, epoch and seq known to the node, retention, channel
-- Returns {epoch, seq, error of the publication ('': none)}
--
-- Garnet writes a script's commands to its append-only file one by one, and may be killed in between. Therefore a message's id is
-- stored first, then its body, then the newest number: a body in the log always has a number.
local head = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'run')
local epoch, seq, run = head[1], tonumber(head[2] or '0'), run_id()

if not epoch then
  -- The log is new, or was lost; bodies that survived have no known numbers, so they are deleted.
  epoch = ARGV[3]
  redis.call('DEL', KEYS[2], KEYS[3])
  redis.call('HSET', KEYS[1], 'epoch', epoch, 'seq', '0', 'run', run)
elseif (epoch == ARGV[4] and seq < tonumber(ARGV[5]))
  or (head[3] and head[3] ~= run and (is_promoted() or may_lack_writes())) then
  -- The node knows numbers that Redis does not: Redis restarted without its newest writes. Or this server restarted, or took over
  -- from a master, and may lack messages that readers of another node have seen.
  -- The surviving log stays; a new epoch keeps its next numbers distinct from those already given out.
  epoch = ARGV[3]
  seq = begin_epoch(KEYS[1], KEYS[2], KEYS[3], epoch, run)
end

local known = redis.call('ZSCORE', KEYS[3], ARGV[1])
if known then
  return {epoch, tonumber(known), ''}
end

seq = seq + 1
redis.call('ZADD', KEYS[3], seq, ARGV[1])
local length = redis.call('RPUSH', KEYS[2], ARGV[2])
redis.call('HSET', KEYS[1], 'seq', seq)

local excess = length - tonumber(ARGV[6])
if excess > 0 then
  redis.call('LTRIM', KEYS[2], excess, -1)
  redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', seq - length + excess)
end

-- The message stays stored even if the user may not publish to the channel.
local published = redis.pcall('PUBLISH', ARGV[7], 'm' .. epoch .. '-' .. seq .. ' ' .. ARGV[2])
return {epoch, seq, type(published) == 'table' and published.err or ''}
