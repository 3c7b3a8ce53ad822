"""The set-up notes of docs/how-to/editor.md in real editors: the code of the note, a file with a mistake in it, and
what the editor shows.

Rules: the code is taken from the page as it stands there; editors run without a terminal and with a home of their
own; an editor that is not installed is not tried.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "editor.md"
TEXT = "vrrp_instance VI_1 {\n    interface lo\n  virtual_router_id 51\n    priorty 100\n}\n"
NVIM_TRY = """
vim.wait(15000, function() return #vim.diagnostic.get(0) > 0 end, 50)
for _, found in ipairs(vim.diagnostic.get(0)) do print("FOUND " .. (found.lnum + 1) .. " " .. found.message) end
if vim.lsp.buf.formatting_sync then vim.lsp.buf.formatting_sync(nil, 5000) else vim.lsp.buf.format() end
print("FORMATTED " .. vim.api.nvim_buf_get_lines(0, 2, 3, false)[1])
vim.cmd("qa!")
"""
EMACS_TRY = """
(setq eglot-sync-connect t)
(require 'eglot)
(find-file "keepalived.conf")
(unless (eglot-current-server) (run-hooks 'post-command-hook))
(let ((n 0))
  (while (and (< n 150) (null (flymake-diagnostics)))
    (accept-process-output nil 0.1) (flymake-start) (setq n (1+ n))))
(dolist (found (flymake-diagnostics))
  (message "FOUND %d %s" (line-number-at-pos (flymake-diagnostic-beg found)) (flymake-diagnostic-text found)))
(eglot-format-buffer)
(goto-char (point-min))
(forward-line 2)
(message "FORMATTED %s" (buffer-substring (line-beginning-position) (line-end-position)))
(kill-emacs 0)
"""


def code(language: str, marker: str) -> str:
    """Return the block of the page in one language that holds a word."""
    blocks = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (found,) = [block for block in blocks if marker in block]
    return str(found)


def run(folder: Path, *command: str) -> str:
    """Run an editor on the file, and return all that it wrote."""
    (folder / "keepalived.conf").write_text(TEXT, encoding="utf-8")
    path = f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}"
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "HOME": str(folder), "PATH": path}, capture_output=True, text=True,
        check=False, timeout=90, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return done.stdout + done.stderr


def shows_what_is_wrong(output: str) -> None:
    assert re.search(r"FOUND 4 .*unknown keyword 'priorty'", output), output
    assert re.search(r"FOUND 2 .*'lo' cannot carry VRRP", output), output
    assert re.search(r"FORMATTED     virtual_router_id 51", output), output


def _neovim_version() -> tuple[int, ...]:
    if shutil.which("nvim") is None:
        return ()
    shown = subprocess.run(["nvim", "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(number) for number in re.findall(r"\d+", shown.splitlines()[0])[:2])


def _has_eglot() -> bool:
    if shutil.which("emacs") is None:
        return False
    return subprocess.run(
        ["emacs", "--batch", "--eval", "(package-initialize)", "--eval", "(require 'eglot)"],
        capture_output=True, check=False,
    ).returncode == 0  # fmt: skip


@pytest.mark.skipif(not _neovim_version(), reason="neovim is not installed")
def test_neovim(tmp_path: Path) -> None:
    pytest.importorskip("pygls")
    version = _neovim_version()
    if version < (0, 8):
        notes = code("lua", "start_client")
    else:
        newer = version >= (0, 11)
        first, *rest = code("lua", "vim.lsp.config").splitlines(keepends=True)
        notes = first + ("".join(rest) if newer else code("lua", "vim.lsp.start({"))
    (tmp_path / "init.lua").write_text(notes, encoding="utf-8")
    (tmp_path / "try.lua").write_text(NVIM_TRY, encoding="utf-8")
    shows_what_is_wrong(
        run(tmp_path, "nvim", "--headless", "-u", "init.lua", "keepalived.conf", "-c", "luafile try.lua")
    )


@pytest.mark.skipif(not _has_eglot(), reason="emacs with eglot is not installed")
def test_emacs(tmp_path: Path) -> None:
    pytest.importorskip("pygls")
    (tmp_path / "init.el").write_text(code("elisp", "eglot-ensure"), encoding="utf-8")
    (tmp_path / "try.el").write_text(EMACS_TRY, encoding="utf-8")
    shows_what_is_wrong(
        run(tmp_path, "emacs", "--batch", "--eval", "(package-initialize)", "-l", "init.el", "-l", "try.el")
    )
