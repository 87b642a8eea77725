"""JupyterLab without a window, in a workspace of its own, for tests that use it as an analyst does."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

TOKEN = "a-test-s-own-token"

#: No news, no look for a newer version: nothing is asked of another host.
SETTINGS = {"fetchNews": "false", "checkForUpdates": False}

START_WITHIN = 40  # seconds


@contextmanager
def run_lab(root: Path, own: Path) -> Iterator[str]:
    """Run JupyterLab in a folder, with its settings and its log in another; yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = own / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(SETTINGS), encoding="utf-8")
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "IPYTHONDIR": "ipython",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--ServerApp.root_dir={root}"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"]
    command += ["--LabApp.extension_manager=readonly", "--LabApp.news_url=None"]
    command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    environment = {**os.environ, **{name: str(own / folder) for name, folder in places.items()}}
    log = own / "lab.log"
    with log.open("wb") as written:
        server = subprocess.Popen(command, cwd=root, env=environment, stdout=written, stderr=written)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, server, log)
            yield address
        finally:
            server.terminate()
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_WITHIN
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/api?token={TOKEN}", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-2000:]}")


def open_notebook(page: Page, address: str, notebook: str) -> None:
    """Open a notebook and wait until its kernel is there."""
    page.goto(f"{address}/lab/tree/{notebook}?token={TOKEN}", wait_until="load")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=30_000)
    page.locator("#jp-main-statusbar").get_by_text(re.compile(r"^Python 3 .*\| Idle$")).wait_for(timeout=30_000)


def run_all(page: Page) -> None:
    """Choose Run > Run All Cells, and wait until no cell waits or runs."""
    page.get_by_role("menuitem", name=re.compile("^Run$")).click()
    page.get_by_role("menuitem", name=re.compile("^Run All Cells$")).click()
    page.wait_for_function(
        """() => {
            const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(one => one.textContent);
            return prompts.length > 0 && prompts.every(text => /\\[\\d+\\]/.test(text));
        }""",
        timeout=120_000,
    )
