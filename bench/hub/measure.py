"""Measures our hub and, in turn on the same machine and the same PostgreSQL, Debian's JupyterHub. Never decides a test."""

import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile

import hubs
import processes
import report
import scenarios
from cluster import Cluster


def arguments():
    parser = argparse.ArgumentParser(prog="bench/hub/run.sh", description=__doc__)
    parser.add_argument("--users", type=int, default=10_000, help="users in our database; beyond 10,000 they are seeded by SQL")
    parser.add_argument("--seconds", type=int, default=5, help="length of each load, after a warm-up")
    parser.add_argument("--only", nargs="*", metavar="SCENARIO",
                        help=f"measure just these, such as whoami or start_servers; those at scale only so: {', '.join(scenarios.AT_SCALE)}")
    parser.add_argument("--servers", type=int, default=2_000, help="how many servers many_servers starts, for restart too")
    parser.add_argument("--peer-db", choices=["postgresql", "sqlite", "none"], default="postgresql",
                        help="what JupyterHub runs on; none leaves it out")
    parser.add_argument("--peer-program", default=hubs.DEBIANS, metavar="PROGRAM",
                        help="the JupyterHub to compare with; default: jupyterhub on the PATH, which is Debian's")
    parser.add_argument("--peer-results", metavar="FILE", help="take the peer's figures from an earlier --json instead of running it")
    parser.add_argument("--no-ours", action="store_true", help="run the peer alone")
    parser.add_argument("--json", metavar="FILE", help="also write all figures to this file")
    parser.add_argument("--keep", action="store_true", help="keep the working folder with its logs")
    return parser.parse_args()


def at_scale(given):
    return [name for name in given.only or [] if name in scenarios.AT_SCALE]


def run_one(hub, cluster, users, given, tiny_server):
    try:
        hub.start()
        if named := at_scale(given):
            return scenarios.measure_at_scale(hub, cluster, users, given.servers, named, tiny_server)
        return scenarios.measure(hub, cluster, users, given.seconds, given.only)
    finally:
        hub.stop()


def run_all(given, folder):
    tiny_server = os.path.join(folder, "tiny_server")
    source = os.path.join(scenarios.HERE, "tiny_server.c")
    subprocess.run(["gcc", "-O2", "-Wall", "-o", tiny_server, source], check=True)
    results = {"ours": None, "peer": None}
    try:
        with Cluster(folder) as cluster:
            print(f"PostgreSQL {cluster.version}, fsync {cluster.query('SHOW fsync')}; {os.cpu_count()} cores, {platform.machine()}", flush=True)
            if not given.no_ours:
                # At scale it is the acceptance of a start that is measured, so nobody waits for the server to come up.
                settings = {"tornado_settings": {"slow_spawn_timeout": 0}} if at_scale(given) else None
                results["ours"] = run_one(hubs.ours(folder, cluster, tiny_server, settings), cluster, given.users, given, tiny_server)
            if given.peer_results:
                with open(given.peer_results) as file:
                    results["peer"] = json.load(file)["peer"]
            elif given.peer_db != "none" and not at_scale(given):
                missing = hubs.why_no_peer(given.peer_db, given.peer_program)
                if missing:
                    print(f"No comparison: {missing}.", flush=True)
                else:
                    print(f"peer: JupyterHub {hubs.peer_version(given.peer_program)}", flush=True)
                    peer = hubs.peer(folder, cluster, tiny_server, given.peer_db, given.peer_program)
                    results["peer"] = run_one(peer, cluster, scenarios.BULK, given, tiny_server)
    finally:
        processes.end_all_running(tiny_server)
    return results


def main():
    given = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = tempfile.mkdtemp(prefix="hub-bench-")
    os.chmod(folder, 0o755)  # PostgreSQL runs as another account when we are root.
    try:
        results = run_all(given, folder)
    except BaseException:
        given.keep = True
        raise
    finally:
        if given.keep:
            print(f"Logs are kept in {folder}", file=sys.stderr)
        else:
            shutil.rmtree(folder)
    if given.json:
        with open(given.json, "w") as file:
            json.dump(results, file, indent=2)
    print()
    print("\n".join(report.table(results["ours"] or results["peer"], results["peer"] if results["ours"] else None)))
    for side, figures in results.items():
        if figures:
            print(f"{side}: peak memory of the hub process {figures['memory']['peak_mb']:.0f} MB")
            print("\n".join(report.complaints(side, figures)))


if __name__ == "__main__":
    main()
