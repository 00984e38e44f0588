"""Tables from the result of a run. A result is what bench.py writes as JSON:

    {"version": 1, "when": ..., "cpu": ..., "cpus": ..., "load": ..., "quick": ..., "isa": ...,
     "versions": {"hac": ..., "ort": ..., ...},
     "cases": [{"name": ..., "threads": 1, "peak_gflops": ..., "read_gbs": ...,
                "results": {"hac": {"min_ms": ..., "median_ms": ..., "runs": ..., "error": ..., "agrees": ...,
                                    "ready_s": ..., "cached_ready_s": ..., "cached_load_s": ..., "peak_bytes": ...,
                                    "groups": [{"name": ..., "line": ..., "expected_us": ..., "us": ...}]},
                            "ort": {"failed": "why"}, ...}}, ...],
     "compile_s": {"news": [...], ...}, "shipped_bytes": {"hac": ..., ...}}
"""

import cases

NAMES = {"openvino": "OpenVINO", "ort": "ONNX Runtime", "torch": "PyTorch", "inductor": "Inductor",
         "iree": "IREE", "flex": "FlexAttention", "hac": "hac"}
MARKS = ("<!-- benchmark: tools/bench --markdown README.md -->", "<!-- end of benchmark -->")
AROUND = "minilm_b1_128"  # the case of the table about memory and loading
AROUND_PEERS = ("openvino", "ort", "torch", "inductor")
COMPILE_GOALS = {"news": 2, "minilm": 5, "bert": 10}  # seconds
MIB = 1024 * 1024


def number(value):
    """Three digits: 0.0584, 3.4, 25.1, 1240."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def ran(result):
    return result is not None and "min_ms" in result


def right(result):
    """It ran, and its answer is right or, without peers, was not checked."""
    return ran(result) and result.get("agrees") is not False


def best_peer(entry):
    """The least time of a peer with a right answer, in ms; None if there is none. FlexAttention computes
    windowed attention only and has goals of its own."""
    times = [result["min_ms"] for name, result in entry["results"].items()
             if name not in ("hac", "flex") and right(result)]
    return min(times, default=None)


def fraction_of_peak(entry):
    hac = entry["results"].get("hac")
    if not ran(hac) or not entry.get("peak_gflops"):
        return None
    return cases.named(entry["name"]).flops / hac["min_ms"] / 1e6 / entry["peak_gflops"]


def reached(goal, entry, one_thread=None):
    """What hac reaches, in the unit of goal.at_least; None if that cannot be said."""
    case, hac = cases.named(entry["name"]), entry["results"].get("hac")
    if not ran(hac):
        return None
    if goal.kind == "peak":
        return fraction_of_peak(entry)
    if goal.kind == "read":
        return case.reads / hac["min_ms"] / 1e6 / entry["read_gbs"] if entry.get("read_gbs") else None
    if goal.kind == "best":
        best = best_peer(entry)
        return best / hac["min_ms"] if best else None
    if goal.kind == "flex":
        flex = entry["results"].get("flex")
        return flex["min_ms"] / hac["min_ms"] if right(flex) else None
    assert goal.kind == "threads"
    single = one_thread and one_thread["results"].get("hac")
    return single["min_ms"] / hac["min_ms"] if ran(single) else None


def goals_of(entry):
    case = cases.named(entry["name"])
    return {1: case.goals, 2: case.scaling}.get(entry["threads"], ())


def verdict(entry, one_thread=None):
    """"yes", "no (0.87)", "wrong answer", "?" where nothing can be said, "" where there is no goal."""
    hac = entry["results"].get("hac")
    if ran(hac) and not right(hac):
        return "wrong answer"
    goals = goals_of(entry)
    values = [reached(goal, entry, one_thread) for goal in goals]
    missed = [f"{value:.3g}" for goal, value in zip(goals, values) if value is not None and value < goal.at_least]
    if missed:
        return f"no ({', '.join(missed)})"
    if any(value is None for value in values):
        return "?"
    return "yes" if goals else ""


def cell(result):
    """"1.35 (1.41)": minimum and median in milliseconds."""
    if result is None:
        return ""
    if not ran(result):
        return "–"
    text = f"{number(result['min_ms'])} ({number(result['median_ms'])})"
    return text if right(result) else text + " wrong"


def by_thread(result, threads):
    return {entry["name"]: entry for entry in result["cases"] if entry["threads"] == threads}


def case_table(result, threads):
    entries, single = by_thread(result, threads), by_thread(result, 1)
    peers = [name for name in NAMES if name != "hac" and any(name in e["results"] for e in entries.values())]
    header = ["case", "GFLOP", *(NAMES[name] for name in peers), "hac", "best peer / hac", "of peak", "goal", "reached"]
    rows = [header]
    for name, entry in entries.items():
        case, best, hac = cases.named(name), best_peer(entry), entry["results"].get("hac")
        fraction = fraction_of_peak(entry)
        rows.append([
            case.title, f"{case.flops / 1e9:.3g}", *(cell(entry["results"].get(peer)) for peer in peers), cell(hac),
            f"{best / hac['min_ms']:.2f}" if best and ran(hac) else "–",
            f"{fraction:.0%}".replace("%", " %") if fraction is not None else "–",
            ", ".join(goal.text() for goal in goals_of(entry)), verdict(entry, single.get(name))])
    return rows


def relations(result):
    """Sentences about two cases of hac's."""
    entries, lines = by_thread(result, 1), []
    for name, other, share, sentence in cases.RELATIONS:
        pair = [entries.get(key, {}).get("results", {}).get("hac") for key in (name, other)]
        if all(map(ran, pair)):
            value = pair[0]["min_ms"] / pair[1]["min_ms"]
            lines.append(f"hac, {sentence}: {value:.1%} of the time; goal: at most {share:.0%}: "
                         f"{'yes' if value <= share else 'no'}.".replace("%", " %"))
    return lines


def around_table(result):
    """Memory, size and loading, of one case on one thread; and hac's compile times. None if it was not run."""
    entry = by_thread(result, 1).get(AROUND)
    if entry is None:
        return None
    results = entry["results"]
    columns = [*(name for name in AROUND_PEERS if name in results), "hac"]
    hac = results.get("hac") or {}

    def row(title, value_of, goal):
        return [title, *(number(value) if (value := value_of(name)) is not None else "–" for name in columns), *goal]

    def goal(text, value, limit):
        return [text, "?" if value is None or limit is None else "yes" if value <= limit else "no"]

    def value(name, key, unit=1):
        found = (results.get(name) or {}).get(key)
        return None if found is None else found / unit

    memory = (hac["weights_bytes"] + hac["arena_bytes"]) / MIB + 2 if "weights_bytes" in hac else None
    memory_goal = "weights + arena + 2" + (f" = {number(memory)}" if memory else "")
    shipped = lambda name: result["shipped_bytes"].get(name) and result["shipped_bytes"][name] / MIB
    rows = [["", *(NAMES[name] for name in columns), "goal", "reached"],
            row("peak memory, MiB", lambda name: value(name, "peak_bytes", MIB),
                goal(f"≤ {memory_goal}", value("hac", "peak_bytes", MIB), memory)),
            row("shipped beside the weights, MiB", shipped, goal("≤ 0.4", shipped("hac"), 0.4)),
            row("load to first result, s", lambda name: value(name, "ready_s"),
                goal("≤ 0.05", value("hac", "ready_s"), 0.05)),
            row("the same with hac's cache file, s", lambda name: value(name, "cached_ready_s"), ["", ""]),
            row("of it the load, s", lambda name: value(name, "cached_load_s"),
                goal("≤ 0.01", value("hac", "cached_load_s"), 0.01))]
    for model, limit in COMPILE_GOALS.items():
        seconds = min(result["compile_s"].get(model, []), default=None)
        if seconds is not None:
            rows.append(row(f"compile time, {cases.COMPILED[model]}, s",
                            lambda name: seconds if name == "hac" else None, goal(f"≤ {limit}", seconds, limit)))
    return rows


def failures(result):
    """"news_b1, IREE: why" for each competitor that did not run or was wrong."""
    lines = []
    for entry in result["cases"]:
        for name, outcome in entry["results"].items():
            where = f"{entry['name']}, {entry['threads']} thread{'s' * (entry['threads'] > 1)}, {NAMES[name]}"
            if "failed" in outcome:
                lines.append(f"{where}: {outcome['failed']}")
            elif not right(outcome):
                off = f"{outcome['error']:.3g} times what is allowed" if outcome.get("error") else "not comparable"
                lines.append(f"{where}: wrong answer, {off}")
    return lines


def caption(result):
    peaks = [entry["peak_gflops"] for entry in result["cases"] if entry["threads"] == 1 and entry.get("peak_gflops")]
    peak = f", peak of one core {min(peaks):.0f} to {max(peaks):.0f} GFLOP/s" if peaks else ""
    busy = f" Other programs kept the machine busy (load {result['load']:.1f})." if result["load"] > 0.5 else ""
    quick = " Quick run: few repetitions." if result["quick"] else ""
    versions = [result["versions"]["hac"], *(f"{NAMES[name]} {version}" for name, version in result["versions"].items()
                                             if name in NAMES and name not in ("hac", "inductor", "flex"))]
    return (f"{result['when']}, {result['cpu']}, {result['cpus']} CPUs{peak}; f32, code for {result['isa']}. "
            f"{', '.join(versions)}. Milliseconds, minimum (median).{busy}{quick}")


def plain_table(rows):
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip() for row in rows)


def markdown_table(rows):
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def text(result, table=plain_table, heading="{}"):
    parts = [caption(result)]
    for threads in sorted({entry["threads"] for entry in result["cases"]}):
        title = heading.format("One thread" if threads == 1 else f"{threads} threads")
        parts += [title, table(case_table(result, threads))]
    parts += relations(result)
    if around := around_table(result):
        parts += [heading.format(f"Around the run ({cases.named(AROUND).title}, one thread)"), table(around)]
    if lines := failures(result):
        parts.append("\n".join(["Not in the tables:", "", *(f"- {line}" for line in lines)]))
    return "\n\n".join(parts) + "\n"


def groups_table(result):
    """hac's fusion groups on one thread: expected by the schedule, measured, share of the model's time."""
    rows = [["case", "line", "group", "expected, us", "measured, us", "expected / measured", "of all"]]
    for name, entry in by_thread(result, 1).items():
        groups = (entry["results"].get("hac") or {}).get("groups", [])
        total = sum(group["us"] for group in groups)
        for group in groups:
            expected, measured = group["expected_us"], group["us"]
            rows.append([name, str(group["line"]), group["name"], number(expected) if expected else "–",
                         number(measured), f"{expected / measured:.2f}" if expected and measured else "–",
                         f"{measured / total:.0%}".replace("%", " %") if total else "–"])
    return rows


def groups_text(result):
    rows = groups_table(result)
    return f"hac's fusion groups, one thread\n\n{plain_table(rows)}\n" if len(rows) > 1 else "No fusion groups are known.\n"


def markdown(result):
    return "### Beside other inference engines\n\n" + text(result, markdown_table, "**{}**")


def write_markdown(path, content):
    """A new file, or the part of a file between the marks; a file without marks is a ValueError."""
    old = path.read_text(encoding="utf-8") if path.exists() else "\n".join(MARKS) + "\n"
    begin, end = (old.find(mark) for mark in MARKS)
    if not 0 <= begin < end:
        raise ValueError(f"{path} has no line '{MARKS[0]}' followed by '{MARKS[1]}'")
    path.write_text(f"{old[:begin]}{MARKS[0]}\n\n{content}\n{old[end:]}", encoding="utf-8")
