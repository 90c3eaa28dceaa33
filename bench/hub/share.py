"""A process that may use only a share of one processor, so that a machine with few stands for one with more."""

import contextlib
import os

PERIOD = 10_000  # microseconds; short, so that a request does not wait long for the next


@contextlib.contextmanager
def of_a_processor(name, share, pids):
    """Holds each of these processes to that share while it lasts; raises OSError where control groups cannot be made."""
    folders = []
    try:
        for pid in pids:
            folders.append(_group(f"hub-bench-{name}-{pid}", share))
            _write(os.path.join(folders[-1], "cgroup.procs"), pid)
        yield
    finally:
        for folder in folders:
            with open(os.path.join(folder, "cgroup.procs")) as left:
                for pid in left.read().split():
                    _write(os.path.join(os.path.dirname(folder), "cgroup.procs"), pid)
            os.rmdir(folder)


def _group(name, share):
    old = "/sys/fs/cgroup/cpu"
    folder = os.path.join(old if os.path.isdir(old) else "/sys/fs/cgroup", name)
    os.mkdir(folder)
    quota = int(PERIOD * share)
    if os.path.isdir(old):
        _write(os.path.join(folder, "cpu.cfs_period_us"), PERIOD)
        _write(os.path.join(folder, "cpu.cfs_quota_us"), quota)
    else:
        _write(os.path.join(folder, "cpu.max"), f"{quota} {PERIOD}")
    return folder


def _write(path, value):
    with open(path, "w") as file:
        file.write(str(value))
