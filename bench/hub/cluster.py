"""A PostgreSQL cluster of our own, with the settings it comes with (so fsync is on), gone when the measuring is over."""

import glob
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess

import processes


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    def __init__(self, folder):
        self.programs = self._programs()
        self.folder = os.path.join(folder, "postgres")
        self.log = os.path.join(folder, "postgres.log")
        self.port = free_port()
        self.password = secrets.token_hex(16)
        self.account = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self.process = None

    @staticmethod
    def _programs():
        if found := shutil.which("initdb"):
            return os.path.dirname(os.path.realpath(found))
        folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
        if not folders:
            raise SystemExit("PostgreSQL is not installed (Debian: apt-get install postgresql).")
        return folders[-1]

    def __enter__(self):
        os.mkdir(self.folder, 0o700)
        password_file = self.folder + ".password"
        with open(password_file, "w") as file:
            file.write(self.password)
        for path in (self.folder, password_file):
            os.chown(path, self.account.pw_uid, self.account.pw_gid)
        initdb = ["initdb", "-D", self.folder, "-U", "bench", "-E", "UTF8", "--locale=C.UTF-8",
                  "-A", "scram-sha-256", f"--pwfile={password_file}"]
        subprocess.run(self._as_account(initdb), check=True, stdout=subprocess.DEVNULL)
        self.process = processes.start(
            self._as_account(["postgres", "-D", self.folder, "-h", "127.0.0.1", "-p", str(self.port), "-k", "",
                              "-c", "max_connections=200"]),
            self.log)
        processes.wait_for("PostgreSQL", lambda: self._psql("SELECT 1", check=False).returncode == 0)
        self.version = self.query("SHOW server_version")
        return self

    def __exit__(self, *_):
        # SIGINT: PostgreSQL's fast shutdown, which does not wait for clients.
        processes.end(self.process, signal.SIGINT)

    def url(self, database):
        return f"postgresql://bench:{self.password}@127.0.0.1:{self.port}/{database}"

    def query(self, sql, database="postgres"):
        return self._psql(sql, database).stdout.strip()

    def settle(self):
        """What a database does by itself sooner or later, done now so that it does not fall into a measurement by chance."""
        for database in self.query("SELECT datname FROM pg_database WHERE datallowconn").split():
            self.query("VACUUM ANALYZE", database)
        self.query("CHECKPOINT")

    def _psql(self, sql, database="postgres", check=True):
        return subprocess.run(
            [os.path.join(self.programs, "psql"), "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-d", self.url(database)],
            input=sql, check=check, text=True, capture_output=True)

    def _as_account(self, command):
        command = [os.path.join(self.programs, command[0]), *command[1:]]
        if os.geteuid() != 0:
            return command
        user = self.account
        return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--", *command]
