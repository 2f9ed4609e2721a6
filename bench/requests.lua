-- For wrk: asks for the paths of a file, one a line, in random order. wrk -s requests.lua URL -- FILE [NAME:VALUE...]
local requests = {}

function init(args)
    local headers = {}
    for i = 2, #args do
        local name, value = args[i]:match("^([^:]+):(.*)$")
        headers[name] = value
    end
    for path in io.lines(args[1]) do
        requests[#requests + 1] = wrk.format("GET", path, headers)
    end
    math.randomseed(1)
end

function request()
    return requests[math.random(#requests)]
end

function done(summary, latency, _)
    local errors = summary.errors
    io.write(string.format("bench %d %d %d %d %.1f %.1f\n", summary.requests, summary.duration, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50), latency:percentile(99)))
end
