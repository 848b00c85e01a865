-- Returns the number of the newest body in a log, looked up by its id; seq if there is no body, or its id has no number.
local function newest_number(log, ids, seq)
  local body = redis.call('LINDEX', log, -1)
  local id = body and string.match(body, '"id":"([^"]+)"')
  return tonumber(id and redis.call('ZSCORE', ids, id) or seq)
end

-- Begins an epoch on the surviving log: removes ids numbered above its newest body, and returns the number of that body.
local function begin_epoch(head, log, ids, epoch, run)
  local seq = newest_number(log, ids, redis.call('HGET', head, 'seq'))
  redis.call('ZREMRANGEBYSCORE', ids, '(' .. seq, '+inf')
  redis.call('HSET', head, 'epoch', epoch, 'seq', seq, 'run', run)
  return seq
end
