#!/bin/sh
# Shell functions that find or install Node 24 and the dependencies. Read by `cooper`, the Makefile and .ci/run.

needed_node=24
quietly='--ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error'

say() { printf 'cooper: %s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

is_new_enough() {
  [ -x "$1" ] && "$1" -e "process.exit(Number(process.versions.node.split('.')[0]) < $needed_node ? 1 : 0)" 2>/dev/null
}

# Where an installed Node lies. Asked only where the machine's own does not do, since a machine may have no HOME.
tools_folder() {
  caches=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
  folder=${COOPER_TOOLS:-${caches:+$caches/cooper-tools}}
  [ -n "$folder" ] || fail "this Node is older than $needed_node; for another one set HOME, or COOPER_TOOLS to a folder"
  printf '%s\n' "$folder"
}

# Prints the path of a Node that is new enough, installing one where the machine has none.
find_node() {
  own=$(command -v node || true)
  if is_new_enough "$own"; then
    printf '%s\n' "$own"
    return
  fi
  tools=$(tools_folder)
  fetched="$tools/node$needed_node/bin/node"
  is_new_enough "$fetched" || install_node
  printf '%s\n' "$fetched"
}

# The npm package of this machine's platform holds the program itself, so no install script is needed.
install_node() {
  command -v npm >/dev/null || fail "npm is missing. On Debian: apt-get install --no-install-recommends npm"
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) platform=linux-x64 ;;
    Linux-aarch64 | Linux-arm64) platform=linux-arm64 ;;
    Darwin-arm64) platform=darwin-arm64 ;;
    Darwin-x86_64) platform=darwin-x64 ;;
    *) fail "no Node $needed_node is known for $(uname -sm): install it, then run this again" ;;
  esac
  say "installing Node $needed_node from npm (this machine has $(node --version 2>/dev/null || echo none))"
  mkdir -p "$tools"
  draft=$(mktemp -d "$tools/draft.XXXXXX")
  # shellcheck disable=SC2086 # one word an option
  npm install --prefix "$draft" --no-save $quietly \
    "node@npm:node-$platform@$needed_node" >&2 || fail "npm could not install Node $needed_node"
  rm -rf "$tools/node$needed_node"
  mv "$draft/node_modules/node" "$tools/node$needed_node"
  rm -rf "$draft"
}

# shellcheck disable=SC2086 # one word an option
# Runs npm ci in folder $1 with node $2, unless what its lock file says is installed. One at a time.
ensure_dependencies() {
  cmp -s "$1/package-lock.json" "$1/node_modules/.cooper-lock" && return
  command -v npm >/dev/null || fail "npm is missing. On Debian: apt-get install --no-install-recommends npm"
  say "installing dependencies (npm ci)"
  (
    command -v flock >/dev/null && exec 9>"$1/.npm-ci.lock" && flock 9
    cmp -s "$1/package-lock.json" "$1/node_modules/.cooper-lock" ||
      { cd "$1" && PATH="$(dirname "$2"):$PATH" npm ci $quietly >&2 &&
        cp package-lock.json node_modules/.cooper-lock; }
  ) || fail "npm ci failed"
}
