"""What is measured, in the order it is measured, and what the reference system did."""

import json
import os
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import processes

HERE = os.path.dirname(os.path.abspath(__file__))
CONNECTIONS = 16
SERVERS = range(1, 101)
STILL_ACTIVE = range(1, 11)  # As few as fit the reference's figure for a page of active users.
BULK = 10_000

# JupyterHub 6.0.0b2 on PostgreSQL with 10,000 users, two cores, 16 connections.
REFERENCE_RATES = {
    "whoami": 634, "get_user": 279, "list_200": 26, "active_page": 185, "activity": 177, "create_token": 133, "add_to_group": 109,
}
REFERENCE_SECONDS = {"bulk_create": 75, "start_servers": 3.5}


def measure(hub, cluster, users, seconds, only):
    """All figures of one hub, as {scenario: {figure: value}}."""
    figures = {}

    def wanted(name):
        return not only or name in only

    def timed(name, deed):
        if wanted(name):
            figures[name] = _timed(hub, cluster, deed)
            _say(hub, name, figures[name])

    def load(name):
        if wanted(name):
            _wrk(hub, name, users, tokens, min(2, seconds))
            figures[name] = _costs(hub, cluster, lambda: _wrk(hub, name, users, tokens, seconds))
            _say(hub, name, figures[name])

    figures["bulk_create"] = _timed(hub, cluster, lambda: _fill(hub, BULK))
    _say(hub, "bulk_create", figures["bulk_create"])
    if users > BULK:
        _seed(cluster, users)
    tokens = _prepare(hub)
    cluster.settle()
    for name in ("whoami", "get_user", "list_200"):
        load(name)
    timed("start_servers", lambda: _each_server(hub, "POST", SERVERS, left=SERVERS))
    timed("stop_servers", lambda: _each_server(hub, "DELETE", SERVERS[len(STILL_ACTIVE):], left=STILL_ACTIVE))
    load("active_page")
    _each_server(hub, "DELETE", STILL_ACTIVE, left=[])
    for name in ("activity", "create_token", "add_to_group"):
        load(name)
    cluster.settle()
    figures["memory"] = {"peak_mb": processes.peak_megabytes(hub.process.pid)}
    hub.stop()
    timed("start_up", hub.start)
    return figures


def _fill(hub, count):
    hub.call("POST", "/users", {"usernames": [f"u{number:06d}" for number in range(1, count + 1)]}, expect=[201])


def _seed(cluster, users):
    """More users than a bulk request should carry, straight into our own tables."""
    with open(os.path.join(HERE, "seed.sql")) as script:
        cluster.query(script.read().replace(":users", str(users)), "ours")


def _prepare(hub):
    """Groups to add to, and tokens of ordinary users to ask with; in a file, the all-powerful one first."""
    for number in range(1, 101):
        hub.call("POST", f"/groups/g{number:03d}", expect=[201])
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


def _wrk(hub, name, users, tokens, seconds):
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s", "-s", os.path.join(HERE, "requests.lua"),
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
    before = _cpu(hub, cluster)
    figures = run()
    after = _cpu(hub, cluster)
    figures["hub_cpu"], figures["db_cpu"] = after[0] - before[0], after[1] - before[1]
    figures["rss_mb"] = processes.resident_megabytes(hub.process.pid)
    return figures


def _cpu(hub, cluster):
    hub_cpu = processes.cpu_seconds(hub.process.pid) if hub.process else 0
    return hub_cpu, processes.cpu_seconds(cluster.process.pid)


def _say(hub, name, figures):
    head = f"{figures['rate']:.0f}/s" if "rate" in figures else f"{figures['took']:.2f} s"
    print(f"{hub.name}: {name} {head}", flush=True)
