-- The requests wrk sends, by name: wrk -s requests.lua URL -- NAME USERS TOKENS_FILE
-- The first token of the file may do everything; the others are ordinary users' own.

local kind, users, all_powerful
local ordinary = {}

local function read_tokens(path)
    for token in io.lines(path) do
        if all_powerful then
            ordinary[#ordinary + 1] = "token " .. token
        else
            all_powerful = "token " .. token
        end
    end
end

local function some_user()
    return string.format("u%06d", math.random(users))
end

local function get(path, token)
    return wrk.format("GET", wrk.path .. path, { ["Authorization"] = token or all_powerful })
end

local function post(path, body)
    return wrk.format("POST", wrk.path .. path, { ["Authorization"] = all_powerful, ["Content-Type"] = "application/json" }, body)
end

local make = {
    whoami = function() return get("/user", ordinary[math.random(#ordinary)]) end,
    get_user = function() return get("/users/" .. some_user()) end,
    list_200 = function() return get("/users?limit=200&offset=" .. 200 * math.random(0, users / 200 - 1)) end,
    active_page = function() return get("/users?state=active") end,
    activity = function()
        return post("/users/" .. some_user() .. "/activity", os.date('!{"last_activity": "%Y-%m-%dT%H:%M:%SZ"}'))
    end,
    create_token = function() return post("/users/" .. some_user() .. "/tokens", "{}") end,
    add_to_group = function()
        -- The answer names all members: of enough groups each stays small, however many requests a hub manages.
        return post(string.format("/groups/g%04d/users", math.random(1000)), '{"users": ["' .. some_user() .. '"]}')
    end,
}

function init(arguments)
    kind, users = make[arguments[1]], tonumber(arguments[2])
    read_tokens(arguments[3])
    math.randomseed(os.time())
end

function request()
    return kind()
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '\n{"requests": %d, "seconds": %.3f, "p50_ms": %.3f, "p99_ms": %.3f, "bytes": %d, "refused": %d, "broken": %d}\n',
        summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, summary.bytes,
        errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
