# shellcheck shell=bash disable=SC2034
# Sourced by the scripts beside it: messages, root, configure and build.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build
program=$(basename "$0")
jobs=$(nproc)

say() { printf '%s: %s\n' "$program" "$*" >&2; }
die() {
  say "$*"
  exit 2
}

# as_root command ...
as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }
can_be_root() { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; }

# quietly name command ...: its output goes to build/log/name.log, and is shown if it fails.
quietly() {
  local name=$1 log=$build/log/$1.log
  shift
  mkdir -p "$build/log"
  if ! "$@" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    die "$name failed; all of it is in $log"
  fi
}

# packages kind: the names of that kind in packages.txt
packages() { awk -v kind="$1" '$1 == kind { print $2 }' "$root/tools/packages.txt"; }

configure() { (cd "$root" && quietly configure cmake --preset default); }

# build_targets target ...; none: all
build_targets() {
  local target flags=()
  for target; do flags+=(--target "$target"); done
  cmake --build "$build" --parallel "$jobs" "${flags[@]}" || die "the build failed"
}
