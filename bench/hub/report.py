"""The table of figures, as ratios against the named reference and against the peer that ran on the same machine."""

from scenarios import REFERENCE_RATES, REFERENCE_SECONDS


def table(ours, peer):
    """Lines of a Markdown table; both arguments are {scenario: {figure: value}}, the second may be None."""
    lines = [
        "| scenario | ours | p50 ms | p99 ms | hub CPU ms | db CPU ms | RSS MB | × reference | peer | peer p99 ms | × peer | × peer in CPU |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, figures in ours.items():
        if name != "memory":
            lines.append(_row(name, figures, (peer or {}).get(name)))
    return lines


def complaints(side, results):
    """Requests that were not answered as they should be make a figure worthless, so they are named."""
    return [
        f"{side}: {name}: {figures.get('refused', 0)} requests refused, {figures.get('broken', 0)} broken off"
        for name, figures in results.items() if figures.get("refused", 0) + figures.get("broken", 0) > 0
    ]


def _row(name, figures, other):
    other = other or {}
    cpu, their_cpu = _cpu_ms(figures), _cpu_ms(other)
    if "rate" in figures:
        head, reference = f"{figures['rate']:.0f}/s", figures["rate"] / REFERENCE_RATES[name] if name in REFERENCE_RATES else None
        theirs = f"{other['rate']:.0f}/s" if other else ""
        ratio = figures["rate"] / other["rate"] if other else None
    else:
        head = f"{figures['took']:.2f} s"
        reference = REFERENCE_SECONDS[name] / figures["took"] if name in REFERENCE_SECONDS else None
        theirs = f"{other['took']:.2f} s" if other else ""
        ratio = other["took"] / figures["took"] if other else None
    cells = [
        name.replace("_", " "), head, _number(figures.get("p50_ms")), _number(figures.get("p99_ms")),
        _number(cpu[0]), _number(cpu[1]), f"{figures['rss_mb']:.0f}",
        _number(reference), theirs, _number(other.get("p99_ms")), _number(ratio), _number(sum(their_cpu) / sum(cpu) if other and sum(cpu) else None),
    ]
    return "| " + " | ".join(cells) + " |"


def _cpu_ms(figures):
    """Processor time of one request, or of the one deed, in the hub's processes and in PostgreSQL's: it says more than
    the rate on a machine that has other things to do."""
    requests = max(figures.get("requests", 1), 1)
    return [figures.get(side, 0) * 1000 / requests for side in ("hub_cpu", "db_cpu")]


def _number(value):
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
