#!/usr/bin/env python3
"""tools/run-model on the models of tests/runtime, made by hand.  usage: run_model_test.py BUILD_FOLDER"""

import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
RUN_MODEL = BUILD / "tools/run-model/run-model"


class News(unittest.TestCase):
    """f32[batch, 20] from numbers of words: mean of rows of a table, then a linear layer."""

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.scratch.name)
        subprocess.run(["cc", "-shared", "-o", cls.folder / "news.so", BUILD / "tests/runtime/models/news.o",
                        BUILD / "runtime/libhac_rt.a"], check=True)
        cls.call("--write-weights=w", "--write-inputs=i", "batch=2", "seq=16")
        weights = cls.folder / "w"  # its initialisers are all 0
        content = weights.read_bytes()
        begin = 8 + struct.unpack("<Q", content[:8])[0]
        values = [(i * 37 % 101 - 50) / 64 for i in range((len(content) - begin) // 4)]
        weights.write_bytes(content[:begin] + struct.pack(f"<{len(values)}f", *values))

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    @classmethod
    def call(cls, *arguments, requests=()):
        done = subprocess.run([RUN_MODEL, "news.so", "--function=classify", *arguments], cwd=cls.folder,
                              input="".join(f"{line}\n" for line in requests), capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{done.returncode}: {done.stderr}")
        return [json.loads(line) for line in done.stdout.splitlines()]

    def serve(self, *requests, more=(), sizes=("batch=2", "seq=16")):
        return self.call("--weights=w", "--inputs=i", "--serve", *more, *sizes, requests=requests)

    def test_answers(self):
        ready, times, saved, memory = self.serve("run 0 1", "save y", "memory")
        self.assertEqual(ready["isa"], "x86-64-v3")
        self.assertGreaterEqual(ready["weights_bytes"], 6144)  # all packed parameters
        self.assertEqual(len(times["ns"]), 1)
        self.assertEqual(saved, {"saved": True})
        self.assertEqual((self.folder / "y").stat().st_size, 2 * 20 * 4)
        self.assertGreater(memory["peak_bytes"], 500_000)

    def test_runs_until_time_or_calls_are_used_up(self):
        _, many, few = self.serve("run 10 7", "run 0.02 100000000")
        self.assertEqual(len(many["ns"]), 7)
        self.assertGreater(len(few["ns"]), 1)

    def test_groups(self):
        _, answer = self.serve("groups")
        mean, head = answer["groups"]
        self.assertEqual((mean["name"], mean["line"], mean["flops"], mean["expected_us"]),
                         ("embedding+masked_mean", 11, 20 * 2 * 16, 0))
        self.assertEqual((head["name"], head["flops"], head["bytes"]), ('linear "head"', 800 * 2, 160 * 2 + 1600))
        self.assertAlmostEqual(head["expected_us"], 1.92)  # 1920 bytes at 1 GB/s; 1600 operations take less
        self.assertGreater(head["us"], 0)

    def test_lanes_give_the_same_bits(self):
        self.serve("save one")
        self.serve("save three", more=["--lanes=3"])
        one, three = ((self.folder / name).read_bytes() for name in ("one", "three"))
        self.assertEqual(one, three)
        self.assertGreater(len(set(struct.unpack("<40f", one))), 20)

    def test_inputs_are_what_the_file_says(self):
        content = bytearray((self.folder / "i").read_bytes())
        length, = struct.unpack("<Q", content[:8])
        begin, end = json.loads(content[8:8 + length])["tokens"]["data_offsets"]
        self.serve("save before")
        content[8 + length + begin:8 + length + end] = struct.pack("<i", 3) * ((end - begin) // 4)
        (self.folder / "threes").write_bytes(content)
        self.call("--weights=w", "--inputs=threes", "--serve", "batch=2", "seq=16", requests=["save after"])
        before, after = ((self.folder / name).read_bytes() for name in ("before", "after"))
        self.assertNotEqual(before, after)
        self.assertEqual(after[:80], after[80:])  # every word the same, so every row too

    def test_cache_gives_the_same_bits(self):
        self.serve("save packed")
        for _ in range(2):  # the first load writes it
            self.serve("save cached", more=["--cache=cache"])
            self.assertGreater((self.folder / "cache").stat().st_size, 6144)
            self.assertEqual(*((self.folder / name).read_bytes() for name in ("packed", "cached")))

    def test_mistakes(self):
        for arguments, message in ((["--weights=w", "--inputs=w", "batch=2", "seq=16"], "w: 'tokens' is {}, expected"),
                                   (["--weights=w", "--inputs=i", "batch=2", "seq=17"], '"shape":[2,16]}, expected'),
                                   (["--weights=w", "--inputs=none", "batch=2", "seq=16"], "no safetensors file: none"),
                                   (["--weights=w", "batch=2"], "no size for 'seq'"),
                                   (["--weights=w", "--lanes=0", "batch=2", "seq=16"], "--lanes is 1 to 1024"),
                                   (["--weights=w", "--serve=1", "batch=2", "seq=16"], "no option '--serve'")):
            with self.assertRaises(RuntimeError) as caught:
                self.call(*arguments)
            self.assertIn(f"2: run-model: {message}" if not message.startswith('"') else message, str(caught.exception))
        with self.assertRaisesRegex(RuntimeError, "expected 'run SECONDS CALLS', .*, got 'jump'"):
            self.serve("jump")


if __name__ == "__main__":
    unittest.main()
