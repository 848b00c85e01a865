-- Gives a room a new epoch, after a node found that its log was lost or rolled back. The first node to find it wins.
--
-- KEYS  head, log, ids (see append.lua)
-- ARGV  the epoch that is over, candidate epoch
-- Returns the room's epoch from now on
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
