"""Starting and ending processes, and what a tree of them has cost so far."""

import os
import signal
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def start(command, log, **options):
    with open(log, "ab") as output:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True, **options)


def end(process, first=signal.SIGTERM, patience=60):
    """Ask, wait, and only then insist."""
    if process.poll() is None:
        process.send_signal(first)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(what, question, patience=60, pause=0.02):
    until = time.monotonic() + patience
    while not question():
        if time.monotonic() > until:
            raise TimeoutError(f"{what}: not within {patience} s")
        time.sleep(pause)


def _stat(pid):
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rpartition(")")[2].split()


def tree(root):
    """The process and all its descendants."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                parents[int(entry)] = int(_stat(entry)[1])
            except (FileNotFoundError, ProcessLookupError):
                continue  # It ended while we looked.
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def cpu_seconds(root):
    """Processor time of a tree, with what its ended children have left in their parents' accounts."""
    ticks = 0
    for pid in tree(root):
        try:
            ticks += sum(int(value) for value in _stat(pid)[11:15])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return ticks / TICKS


def resident_megabytes(pid):
    return int(_stat(pid)[21]) * PAGE / 1e6


def reset_peak(pid):
    with open(f"/proc/{pid}/clear_refs", "w") as refs:
        refs.write("5")


def peak_megabytes(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) * 1024 / 1e6 for line in status if line.startswith("VmHWM"))


def end_all_running(program):
    """End what a hub has left behind: the processes of one program, known by its path in our own folder."""
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                if os.readlink(f"/proc/{entry}/exe") == program:
                    os.kill(int(entry), signal.SIGKILL)
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue
