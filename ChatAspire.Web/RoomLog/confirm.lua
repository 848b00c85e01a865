-- Looks a message up, together with the identity of the server that runs the script.
--
-- KEYS  head, ids (see append.lua)
-- ARGV  id of the message
-- Returns {run id of the server, epoch, number of the message (0: it is not there)}
return {run_id(), redis.call('HGET', KEYS[1], 'epoch') or '', tonumber(redis.call('ZSCORE', KEYS[2], ARGV[1]) or '0')}
