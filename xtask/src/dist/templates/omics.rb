# Homebrew formula, for a tap: `brew install ./omics.rb`.
class Omics < Formula
  desc "@DESCRIPTION@"
  homepage "@BASE_URL@"
  url "@BASE_URL@/@STEM@.tar.gz"
  version "@VERSION@"
  sha256 "@SHA256@"
  license "@LICENSE@"

  depends_on :linux

  def install
    bin.install "bin/omics"
    bash_completion.install "share/bash-completion/completions/omics"
    fish_completion.install "share/fish/vendor_completions.d/omics.fish"
    zsh_completion.install "share/zsh/vendor-completions/_omics"
    man1.install Dir["share/man/man1/*"]
    doc.install Dir["share/doc/omics/*"]
  end

  test do
    system bin/"omics", "--version"
  end
end
