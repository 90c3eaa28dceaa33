"""What takes long to set up, and so is measured only when it is named with --only: many servers, many users, several hubs."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

import burst
import hubs
import processes
import share

STARTS_AT_ONCE = 200
FLOOD_SECONDS, POSTS_PER_SECOND, READS_PER_SECOND = 10, 1_000, 200
LANES = 4
HUB_SHARE = 0.4


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def accepted(hub, cluster):
    """How long 200 starts that come in the same instant wait for their answer: the first of a hub's life, and later ones."""
    servers = range(1001, 1001 + STARTS_AT_ONCE)

    def at_once(method, left):
        answers = burst.all_at_once(hub, [burst.request(hub, method, f"/users/u{number:06d}/server") for number in servers])
        processes.wait_for(f"{left} servers", lambda: _count(cluster, "state <> 'stopped'") == _count(cluster, "state = 'ready'") == left,
                           patience=600, pause=0.1)
        return answers

    first = at_once("POST", STARTS_AT_ONCE)
    for _ in range(2):
        at_once("DELETE", 0)
        at_once("POST", STARTS_AT_ONCE)
    at_once("DELETE", 0)
    began = time.monotonic()
    answers = at_once("POST", STARTS_AT_ONCE)
    times = [seconds * 1000 for _, seconds in answers]
    return {
        "took": time.monotonic() - began, "p50_ms": percentile(times, 0.5), "p99_ms": percentile(times, 0.99),
        "first_p99_ms": percentile([seconds * 1000 for _, seconds in first], 0.99),
        "refused": sum(status not in (201, 202) for status, _ in first + answers),
    }


def many_servers(hub, cluster, count):
    """That many servers, started as fast as they come up; what stays is measured by those who call this."""
    began = time.monotonic()
    with ThreadPoolExecutor(32) as pool:
        list(pool.map(lambda number: hub.call("POST", f"/users/u{number:06d}/server", expect=[201, 202]), range(1, count + 1)))
    _wait_for_servers(hub, cluster, count)
    return {"took": time.monotonic() - began, "requests": count}


def restart(hub, cluster):
    """The hub is killed and started again while its servers run: the first answer, and when the last server has been looked at."""
    running = _count(cluster, "state = 'ready'")
    hub.process.kill()
    hub.process.wait()
    began = time.monotonic()
    hub.start()
    first = time.monotonic() - began
    processes.wait_for(
        "all servers to be verified",
        lambda: _count(cluster, "state = 'ready' AND (next_poll IS NULL OR next_poll <= now())") == 0, patience=120, pause=0.1)
    verified = time.monotonic() - began
    lost = running - _count(cluster, "state = 'ready'")
    return {"took": first, "verified": verified, "running": running, "refused": lost}


def activity_flood(hub):
    """Reads at a steady pace alone, and then beside 1,000 reports of activity a second."""
    reads = [burst.request(hub, "GET", f"/users/u{number:06d}") for number in range(1, READS_PER_SECOND * FLOOD_SECONDS + 1)]
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    posts = [burst.request(hub, "POST", f"/users/u{number:06d}/activity", f'{{"last_activity": "{now}"}}')
             for number in range(1, POSTS_PER_SECOND * FLOOD_SECONDS + 1)]
    _in_lanes(hub, reads, READS_PER_SECOND)
    alone = _in_lanes(hub, reads, READS_PER_SECOND)
    began = time.monotonic()
    with ThreadPoolExecutor(2) as both:
        posted = both.submit(_in_lanes, hub, posts, POSTS_PER_SECOND)
        beside = _in_lanes(hub, reads, READS_PER_SECOND)
        posted = posted.result()
    times, quiet = ([seconds * 1000 for _, seconds in answers] for answers in (beside, alone))
    return {
        "took": time.monotonic() - began, "requests": len(posts), "p50_ms": percentile(times, 0.5), "p99_ms": percentile(times, 0.99),
        "alone_p50_ms": percentile(quiet, 0.5), "alone_p99_ms": percentile(quiet, 0.99),
        "refused": sum(status != 200 for status, _ in alone + beside + posted),
    }


def _in_lanes(hub, requests, per_second):
    """At that pace over several connections."""
    with ThreadPoolExecutor(LANES) as pool:
        return [answer for answers in pool.map(lambda lane: burst.at_a_pace(hub, requests[lane::LANES], per_second / LANES), range(LANES))
                for answer in answers]


def two_replicas(hub, cluster, folder, tiny_server, wrk):
    """The same reads from one hub, and from it and a second one on the same database, as many connections to each. Each hub is held to a
    share of one processor, so that the database and the client have what they need from the others."""
    second = hubs.Hub("second", hub.command[:-1], folder, cluster.url("ours"), tiny_server, token=hub.token)
    try:
        second.start()
        for one_of in (hub, second):
            wrk("get_user", 3, one_of)
        with share.of_a_processor("replica", HUB_SHARE, [hub.process.pid, second.process.pid]), ThreadPoolExecutor(2) as pool:
            one = wrk("get_user", 5)
            both = list(pool.map(lambda one_of: wrk("get_user", 5, one_of), (hub, second)))
    finally:
        second.stop()
    return {
        **both[0], "rate": sum(figures["rate"] for figures in both), "one_rate": one["rate"], "share": HUB_SHARE,
        "requests": sum(figures["requests"] for figures in both), "p99_ms": max(figures["p99_ms"] for figures in both),
    }


def say(figures):
    return ", ".join(f"{name} {value:.2f}" if isinstance(value, float) else f"{name} {value}" for name, value in figures.items())


def end_servers(cluster, tiny_server):
    """All of them at once, from outside: to stop thousands one by one would take longer than what was measured."""
    processes.end_all_running(tiny_server)
    cluster.query("UPDATE servers SET state = 'stopped', address = NULL, next_poll = NULL WHERE state <> 'stopped'", "ours")


def _wait_for_servers(hub, cluster, count):
    processes.wait_for(f"{count} servers", lambda: _count(cluster, "state = 'ready'") >= count, patience=600, pause=0.1)


def _count(cluster, which):
    return int(cluster.query(f"SELECT count(*) FROM servers WHERE {which}", "ours"))
