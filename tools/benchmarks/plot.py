"""A picture of a result: for each case a dot per competitor, at its speed relative to the best peer, and a
stroke where hac should be."""

import math
from xml.sax.saxutils import escape

import cases
import report

COLOURS = {"openvino": "#0f7b6c", "ort": "#d17b0f", "torch": "#b3432b", "inductor": "#7a4fa3", "iree": "#7d7d7d",
           "flex": "#c2589c", "hac": "#1f5fbf"}
ROW, LEFT, WIDTH, TOP = 24, 290, 560, 76


def points(entry):
    """[(competitor, speed relative to the best peer)], those that ran and are right."""
    best = report.best_peer(entry)
    if best is None:
        return []
    return [(name, best / outcome["min_ms"]) for name, outcome in entry["results"].items() if report.right(outcome)]


def goals(entry):
    """Speeds relative to the best peer that hac should reach."""
    return [goal.at_least for goal in report.goals_of(entry) if goal.kind == "best"]


def powers_of_two(low, high):
    """From at most `low` to at least `high`, two of them or more: 0.3, 1.5 -> [1/4, 1/2, 1, 2]."""
    first = math.floor(math.log2(low))
    last = max(math.ceil(math.log2(high)), first + 1)
    return [2.0 ** power for power in range(first, last + 1)]


def svg(result, threads):
    rows = [(entry, points(entry)) for entry in report.by_thread(result, threads).values()]
    rows = [(entry, dots) for entry, dots in rows if dots]
    speeds = [speed for _, dots in rows for _, speed in dots] + [goal for entry, _ in rows for goal in goals(entry)]
    ticks = powers_of_two(min(speeds, default=1), max(speeds, default=1))
    span = math.log(ticks[-1] / ticks[0])

    def x(speed):
        return LEFT + WIDTH * math.log(speed / ticks[0]) / span

    height, bottom = TOP + ROW * len(rows) + 40, TOP + ROW * len(rows)
    threads_text = "one thread" if threads == 1 else f"{threads} threads"
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 40}" height="{height}" '
           f'font-family="sans-serif" font-size="13" fill="#222">',
           '<rect width="100%" height="100%" fill="#fff"/>',
           f'<text x="16" y="24" font-size="16">Speed relative to the best peer, {threads_text}</text>',
           f'<text x="16" y="{height - 10}" font-size="11" fill="#666">{escape(result["when"])}, '
           f'{escape(result["cpu"])}; minimum of the runs; right is faster; stroke: hac should be here or further right</text>']
    for index, name in enumerate(name for name in report.NAMES if any(name == n for _, dots in rows for n, _ in dots)):
        at = 16 + index * 122
        out.append(f'<circle cx="{at + 5}" cy="46" r="5" fill="{COLOURS[name]}"/>'
                   f'<text x="{at + 15}" y="50">{escape(report.NAMES[name])}</text>')
    for tick in ticks:
        label = f"{tick:g}×" if tick >= 1 else f"1/{1 / tick:g}"
        colour, width = ("#888", 1.5) if tick == 1 else ("#ddd", 1)
        out.append(f'<line x1="{x(tick):.1f}" x2="{x(tick):.1f}" y1="{TOP - 6}" y2="{bottom}" stroke="{colour}" '
                   f'stroke-width="{width}"/>'
                   f'<text x="{x(tick):.1f}" y="{bottom + 15}" text-anchor="middle" font-size="11">{label}</text>')
    for index, (entry, dots) in enumerate(rows):
        y = TOP + ROW * index + ROW / 2
        title = cases.named(entry["name"]).title
        out.append(f'<text x="{LEFT - 12}" y="{y + 4:.0f}" text-anchor="end">{escape(title)}</text>')
        out += [f'<line x1="{x(goal):.1f}" x2="{x(goal):.1f}" y1="{y - 9}" y2="{y + 9}" stroke="{COLOURS["hac"]}" '
                f'stroke-width="2"/>' for goal in goals(entry)]
        for name, speed in sorted(dots, key=lambda dot: dot[0] == "hac"):  # hac on top
            time = entry["results"][name]
            out.append(f'<circle cx="{x(speed):.1f}" cy="{y:.0f}" r="{6 if name == "hac" else 4.5}" '
                       f'fill="{COLOURS[name]}" fill-opacity="0.85"><title>{escape(report.NAMES[name])}: '
                       f'{time["min_ms"]:.3g} ms, median {time["median_ms"]:.3g} ms</title></circle>')
    return "\n".join(out + ["</svg>\n"])
