"""The two hubs under measurement, configured alike: one JSON configuration, each hub's own proxy, its own database."""

import http.client
import json
import os
import secrets
import shutil
import signal
import subprocess

import processes
from cluster import free_port

DEBIANS = "jupyterhub"
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Hub:
    """One hub process with its proxy, and a client for its API."""

    def __init__(self, name, command, folder, db_url, tiny_server, token=None, settings=None):
        self.name = name
        self.folder = os.path.join(folder, name)
        os.mkdir(self.folder)
        self.log = os.path.join(self.folder, "hub.log")
        self.port = free_port()
        self.token = token or secrets.token_hex(32)
        config = os.path.join(self.folder, "jupyterhub_config.json")
        with open(config, "w") as file:
            json.dump(self._config(db_url, tiny_server, settings or {}), file, indent=2)
        self.command = [*command, config]
        self.process = None

    def _config(self, db_url, tiny_server, settings):
        scopes = ["admin:users", "admin:servers", "admin:groups", "list:users", "tokens", "users:activity", "proxy"]
        return {
            "JupyterHub": {
                "bind_url": f"http://127.0.0.1:{free_port()}/",
                "hub_bind_url": f"http://127.0.0.1:{self.port}/hub/",
                "db_url": db_url,
                "authenticator_class": "dummy",
                "spawner_class": "simple",
                # Servers outlive the hub, as they would through any restart; what is left at the end is ended from outside.
                "cleanup_servers": False,
                "concurrent_spawn_limit": 0,
                "services": [{"name": "bench", "api_token": self.token}],
                "load_roles": [{"name": "bench", "scopes": scopes, "services": ["bench"]}],
                **settings,
            },
            "ConfigurableHTTPProxy": {"api_url": f"http://127.0.0.1:{free_port()}"},
            "Spawner": {"cmd": [tiny_server]},
            "SimpleLocalProcessSpawner": {"home_dir_template": os.path.join(self.folder, "home")},
        }

    def start(self):
        # Debian's configurable-http-proxy finds its modules there even when node itself comes from elsewhere.
        environment = {"NODE_PATH": "/usr/share/nodejs", **os.environ}
        self.process = processes.start(self.command, self.log, cwd=self.folder, env=environment)
        processes.wait_for(f"{self.name} (see {self.log})", self._answers, patience=120)

    def _answers(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.name} ended by itself; see {self.log}")
        try:
            return self.call("GET", "/user")[0] == 200
        except (ConnectionError, http.client.HTTPException):
            return False

    def stop(self):
        if self.process:
            processes.end(self.process, signal.SIGTERM)
            self.process = None

    def url(self):
        return f"http://127.0.0.1:{self.port}/hub/api"

    def call(self, method, path, body=None, expect=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=900)
        try:
            text = None if body is None else json.dumps(body)
            connection.request(method, "/hub/api" + path, text, {"Authorization": f"token {self.token}", "Content-Type": "application/json"})
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if expect and answer.status not in expect:
            raise RuntimeError(f"{self.name}: {method} {path} answered {answer.status}: {content[:300]!r}")
        return answer.status, json.loads(content) if content else None


def ours(folder, cluster, tiny_server, settings=None):
    cluster.query("CREATE DATABASE ours")
    program = os.path.join(ROOT, "Hub.Api/bin/Release/net10.0/Hub.Api.dll")
    return Hub("ours", ["dotnet", program, "--config"], folder, cluster.url("ours"), tiny_server, settings=settings)


def peer(folder, cluster, tiny_server, kind, program):
    """JupyterHub, on the same PostgreSQL or, with `sqlite`, as it comes."""
    db_url = "sqlite:///jupyterhub.sqlite"
    if kind == "postgresql":
        cluster.query("CREATE DATABASE peer")
        db_url = cluster.url("peer").replace("postgresql:", "postgresql+psycopg2:")
    return Hub("peer", [program, "-f"], folder, db_url, tiny_server)


def why_no_peer(kind, program):
    """What is missing for the comparison, or None."""
    for needed in (program, "configurable-http-proxy"):
        if not shutil.which(needed):
            return f"{needed} is not installed"
    # Debian's own interpreter: another python3 may come first on the PATH.
    if kind == "postgresql" and program == DEBIANS and subprocess.run(["/usr/bin/python3", "-c", "import psycopg2"], capture_output=True).returncode != 0:
        return "python3-psycopg2 is not installed"
    return None


def peer_version(program):
    return subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.strip()
