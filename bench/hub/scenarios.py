"""What is measured, in the order it is measured, and what the reference system did."""

import json
import os
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import processes
import scale

HERE = os.path.dirname(os.path.abspath(__file__))
CONNECTIONS = 16
SERVERS = range(1, 101)
OF_SERVERS = ("first_servers", "start_servers", "stop_servers")
STILL_ACTIVE = range(1, 11)  # As few as fit the reference's figure for a page of active users.
BULK = 10_000
WARM_UP = 6  # Seconds of the same load before each measurement: .NET compiles what runs often again, and in the background.

# JupyterHub 6.0.0b2 on PostgreSQL with 10,000 users, two cores, 16 connections.
REFERENCE_RATES = {
    "whoami": 634, "get_user": 279, "list_200": 26, "active_page": 185, "activity": 177, "create_token": 133, "add_to_group": 109,
}
REFERENCE_SECONDS = {"bulk_create": 75, "first_servers": 3.5, "start_servers": 3.5}

# These take minutes and are measured only by name, of our own hub alone.
AT_SCALE = ("two_replicas", "activity_flood", "accepted", "many_servers", "restart")


def measure(hub, cluster, users, seconds, only):
    """All figures of one hub, as {scenario: {figure: value}}."""
    figures = {}

    def wanted(name):
        return not only or name in only

    def timed(name, deed):
        figures[name] = _timed(hub, cluster, deed)
        _say(hub, name, figures[name])

    def load(name):
        if wanted(name):
            _wrk(hub, name, users, tokens, WARM_UP)
            figures[name] = _costs(hub, cluster, lambda: _wrk(hub, name, users, tokens, seconds))
            _say(hub, name, figures[name])

    timed("bulk_create", lambda: _fill(hub, BULK))
    if users > BULK:
        _seed(cluster, users)
    tokens = _prepare(hub)
    cluster.settle()
    for name in ("whoami", "get_user", "list_200"):
        load(name)
    if not only or set(OF_SERVERS) & set(only):
        _measure_servers(hub, timed)
    if wanted("active_page"):
        _each_server(hub, "POST", STILL_ACTIVE, left=STILL_ACTIVE)
        load("active_page")
        _each_server(hub, "DELETE", STILL_ACTIVE, left=[])
    for name in ("activity", "create_token", "add_to_group"):
        load(name)
    cluster.settle()
    figures["memory"] = {"peak_mb": processes.peak_megabytes(hub.process.pid)}
    hub.stop()
    if wanted("start_up"):
        timed("start_up", hub.start)
    return figures


def _measure_servers(hub, timed):
    """The first servers of a hub's life, and as many when it has started and stopped some."""
    def start():
        _each_server(hub, "POST", SERVERS, left=SERVERS)

    def stop():
        _each_server(hub, "DELETE", SERVERS, left=[])

    timed("first_servers", start)
    for _ in range(2):
        stop()
        start()
    stop()
    timed("start_servers", start)
    timed("stop_servers", stop)


def measure_at_scale(hub, cluster, users, servers, only, tiny_server):
    """Of our own hub alone: the scenarios of scale.py that were named."""
    figures = {}

    def wrk(name, seconds, one_of=hub, connections=CONNECTIONS):
        return _wrk(one_of, name, users, tokens, seconds, connections)

    def note(name, run):
        if name in only:
            figures[name] = _costs(hub, cluster, run)
            print(f"{hub.name}: {name}: {scale.say(figures[name])}", flush=True)

    _fill(hub, BULK)
    if users > BULK:
        _seed(cluster, users)
    tokens = _prepare(hub)
    cluster.settle()
    note("two_replicas", lambda: scale.two_replicas(hub, cluster, os.path.dirname(hub.folder), tiny_server, wrk))
    note("activity_flood", lambda: scale.activity_flood(hub))
    note("accepted", lambda: scale.accepted(hub, cluster))
    scale.end_servers(cluster, tiny_server)
    if {"many_servers", "restart"} & set(only):
        figures["many_servers"] = _costs(hub, cluster, lambda: scale.many_servers(hub, cluster, servers))
        print(f"{hub.name}: many_servers: {scale.say(figures['many_servers'])}", flush=True)
    note("restart", lambda: scale.restart(hub, cluster))
    figures["memory"] = {"peak_mb": processes.peak_megabytes(hub.process.pid)}
    return figures


def _fill(hub, count):
    hub.call("POST", "/users", {"usernames": [f"u{number:06d}" for number in range(1, count + 1)]}, expect=[201])


def _seed(cluster, users):
    """More users than a bulk request should carry, straight into our own tables."""
    with open(os.path.join(HERE, "seed.sql")) as script:
        cluster.query(script.read().replace(":users", str(users)), "ours")


def _prepare(hub):
    """Groups to add to, and tokens of ordinary users to ask with; in a file, the all-powerful one first."""
    for number in range(1, 1001):
        hub.call("POST", f"/groups/g{number:04d}", expect=[201])
    path = os.path.join(hub.folder, "tokens")
    with open(path, "w") as file:
        print(hub.token, file=file)
        for number in range(1, 101):
            print(hub.call("POST", f"/users/u{number:06d}/tokens", {}, expect=[200, 201])[1]["token"], file=file)
    os.chmod(path, 0o600)
    return path


def _each_server(hub, method, servers, left):
    """Start or stop servers; done when the hub says that just those left are up."""
    def one(number):
        return hub.call(method, f"/users/u{number:06d}/server", expect=[201, 202, 204])[0]

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        if 202 in list(pool.map(one, servers)):
            state = "ready" if method == "POST" else "active"
            processes.wait_for(
                f"{method} of {len(servers)} servers",
                lambda: len(hub.call("GET", f"/users?state={state}&limit=200", expect=[200])[1]) == len(left))


def _wrk(hub, name, users, tokens, seconds, connections=CONNECTIONS):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", os.path.join(HERE, "requests.lua"),
               hub.url(), "--", name, str(users), tokens]
    output = subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds + 60).stdout
    figures = json.loads(re.findall(r"^\{.*\}$", output, re.MULTILINE)[-1])
    figures["rate"] = figures["requests"] / figures["seconds"]
    return figures


def _timed(hub, cluster, deed):
    def run():
        began = time.monotonic()
        deed()
        return {"took": time.monotonic() - began}

    return _costs(hub, cluster, run)


def _costs(hub, cluster, run):
    """Run it, and note what it cost the hub's processes and PostgreSQL's."""
    process, before = hub.process, _cpu(hub, cluster)
    figures = run()
    after = _cpu(hub, cluster)
    # A hub that was started on the way began at zero.
    figures["hub_cpu"] = after[0] - (before[0] if hub.process is process else 0)
    figures["db_cpu"] = after[1] - before[1]
    figures["rss_mb"] = processes.resident_megabytes(hub.process.pid)
    return figures


def _cpu(hub, cluster):
    hub_cpu = processes.cpu_seconds(hub.process.pid) if hub.process else 0
    return hub_cpu, processes.cpu_seconds(cluster.process.pid)


def _say(hub, name, figures):
    head = f"{figures['rate']:.0f}/s" if "rate" in figures else f"{figures['took']:.2f} s"
    print(f"{hub.name}: {name} {head}", flush=True)
