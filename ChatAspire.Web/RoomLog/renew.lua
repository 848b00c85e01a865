-- Starts a new epoch of a room after a node detected that its log was lost or rolled back. The first node wins.
--
-- KEYS  head, log, ids (see append.lua)
-- ARGV  the epoch to end, candidate epoch
-- Returns the room's current epoch
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch then
  redis.call('DEL', KEYS[2], KEYS[3])
  redis.call('HSET', KEYS[1], 'epoch', ARGV[2], 'seq', '0')
  return ARGV[2]
end
if epoch ~= ARGV[1] then
  return epoch
end
redis.call('HSET', KEYS[1], 'epoch', ARGV[2])
return ARGV[2]
