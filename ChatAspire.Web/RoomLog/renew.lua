-- Starts a new epoch of a room whose log was lost or rolled back. Of several nodes that call it, the first sets the epoch.
--
-- KEYS  head, log, ids (see append.lua)
-- ARGV  the epoch to end, candidate epoch, evidence:
--       'lost'       the node saw messages that the log does not have
--       'restarted'  a client claims to have such messages, which proves nothing; the epoch ends only if it was begun by another
--                    server, or by this one before a restart
-- Returns the room's current epoch
local head = redis.call('HMGET', KEYS[1], 'epoch', 'run')
local epoch = head[1]
local run = run_id()
if not epoch then
  redis.call('DEL', KEYS[2], KEYS[3])
  redis.call('HSET', KEYS[1], 'epoch', ARGV[2], 'seq', '0', 'run', run)
  return ARGV[2]
end
if epoch ~= ARGV[1] or (ARGV[3] == 'restarted' and (run == '' or head[2] == run)) then
  return epoch
end
begin_epoch(KEYS[1], KEYS[2], KEYS[3], ARGV[2], run)
return ARGV[2]
