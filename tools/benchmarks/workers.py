"""Processes that stand ready to run something, and taking turns between them.

A worker prints one line of JSON when it is ready, then answers lines: "run SECONDS CALLS" with
{"ns": [...]}, "save FILE", "memory". All but the one whose turn it is are stopped (SIGSTOP), so that
threads which spin after a run, as those of OpenMP and ONNX Runtime do, disturb nobody.
"""

import json
import os
import select
import signal
import subprocess
import time


class WorkerError(Exception):
    """One sentence: why a worker cannot go on."""


class Worker:
    def __init__(self, name, command, cores, environment, log, patience):
        """Starts it in the folder of its log and waits until it is ready, at most `patience` seconds."""
        self.name, self.log, self.buffer = name, log, b""
        with open(log, "wb") as errors:
            self.process = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
                env=environment, cwd=log.parent, start_new_session=True, preexec_fn=lambda: os.sched_setaffinity(0, cores))
        try:
            self.ready = self._answer(patience)
        except WorkerError:
            self.close()
            raise
        self._signal(signal.SIGSTOP)

    def ask(self, request, patience):
        """The answer to one request; the worker runs only meanwhile."""
        self._signal(signal.SIGCONT)
        try:
            self.process.stdin.write(f"{request}\n".encode())
            self.process.stdin.flush()
            return self._answer(patience)
        except BrokenPipeError:
            raise WorkerError(self._last_words()) from None
        finally:
            self._signal(signal.SIGSTOP)

    def close(self):
        self._signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def _signal(self, number):
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass  # it has ended by itself

    def _answer(self, patience):
        deadline = time.monotonic() + patience
        while b"\n" not in self.buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                raise WorkerError(f"no answer within {patience:.0f} s")
            block = os.read(self.process.stdout.fileno(), 1 << 16)
            if not block:
                raise WorkerError(self._last_words())
            self.buffer += block
        line, self.buffer = self.buffer.split(b"\n", 1)
        return json.loads(line)

    def _last_words(self):
        """The last line of its log, or how it ended."""
        code = self.process.wait()
        with open(self.log, encoding="utf-8", errors="replace") as file:
            lines = [line.strip() for line in file if line.strip()]
        return lines[-1][:200] if lines else f"ended with exit code {code}"


def interleave(workers, seconds, rounds, patience, progress=lambda done: None):
    """{name: [ns of each call]} of workers that take turns, about `seconds` each in all. One that fails
    on the way is left out: {name: WorkerError}."""
    times = {worker.name: [] for worker in workers}
    spent = dict.fromkeys(times, 0.0)
    active = list(workers)
    for turn in range(rounds):
        first = turn % len(active) if active else 0
        for worker in active[first:] + active[:first]:
            if spent[worker.name] > seconds and times[worker.name]:
                continue  # one call took longer than all of its turns
            try:
                if not times[worker.name] or min(times[worker.name]) < 0.1e9:
                    worker.ask(f"run {seconds / rounds / 4} 100", patience)  # caches and clocks
                answer = worker.ask(f"run {seconds / rounds} 100000", patience)["ns"]
            except WorkerError as error:
                times[worker.name] = error
                active = [other for other in active if other is not worker]
                continue
            times[worker.name] += answer
            spent[worker.name] += sum(answer) / 1e9
        progress((turn + 1) / rounds)
    return times
