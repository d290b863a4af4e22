#!/bin/sh
# Installs omics @VERSION@ below a prefix, $HOME/.local unless OMICS_PREFIX names another:
#
#   curl -fsSL @BASE_URL@/install.sh | sh
set -eu

main() {
  prefix=${OMICS_PREFIX:-$HOME/.local}
  base=${OMICS_BASE_URL:-@BASE_URL@}
  system="$(uname -s) $(uname -m)"
  if [ "$system" != "Linux @MACHINE@" ]; then
    echo "install.sh: this installs a binary for Linux @MACHINE@, and this is $system; build it with: cargo install --locked --path crates/omics-cli" >&2
    exit 1
  fi
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  curl -fsSL "$base/@STEM@.tar.gz" -o "$folder/omics.tar.gz"
  echo "@SHA256@  $folder/omics.tar.gz" | sha256sum -c - >/dev/null || {
    echo "install.sh: the checksum of $base/@STEM@.tar.gz is not that of the release; nothing was installed" >&2
    exit 1
  }
  mkdir -p "$prefix"
  tar -xzf "$folder/omics.tar.gz" -C "$prefix" --strip-components=1
  echo "omics @VERSION@ is in $prefix/bin"
  case ":$PATH:" in
    *":$prefix/bin:"*) ;;
    *) echo "Put it on your path: export PATH=\"$prefix/bin:\$PATH\"" ;;
  esac
}

main
