-- Pages of products. Arguments: the mean pause in milliseconds between an answer and a connection's next request.
function init(arguments)
  local pause = tonumber(arguments[1])
  if pause > 0 then
    delay = function() return math.random(0, 2 * pause) end
  end
end

function request()
  return wrk.format("GET", "/products?limit=20&skip=" .. math.random(0, 10))
end

function done(summary)
  io.write(string.format("\n%d %d %d %d\n", summary.duration, summary.requests, summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
