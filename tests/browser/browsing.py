"""A JupyterLab server, and a Chromium that looks at it."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest
from support import BIN

pytest.importorskip("selenium", reason="selenium is not installed (pip install '.[dev]')")

from selenium import webdriver
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
PATIENCE = 60
"""Seconds that anything may take on a busy machine; nothing waits longer than it has to."""

TOKEN = "t"
_SETTINGS = {
    # Nothing is fetched from elsewhere, and every cell is in the page, not only those in view.
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
}


@contextlib.contextmanager
def jupyterlab(folder, home, **environment):
    """Start JupyterLab in `folder`, with settings of its own in `home`, and give its address."""
    for name, values in _SETTINGS.items():
        path = home / "config/lab/user-settings" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {f"JUPYTER_{kind.upper()}_DIR": str(home / kind) for kind in ("config", "data", "runtime")}
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [
                *(BIN / "jupyter-lab", "--no-browser", "--allow-root", f"--IdentityProvider.token={TOKEN}"),
                *("--ServerApp.ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"),
            ],
            cwd=folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={
                **os.environ,
                **own,
                "HOME": str(home),
                "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
                **environment,
            },
        )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + PATIENCE
        while not _answers(f"{address}/api/status?token={TOKEN}"):
            if server.poll() is not None or time.monotonic() > deadline:
                pytest.fail((home / "log").read_text())
            time.sleep(0.1)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)  # it ends its kernels
        try:
            server.wait(PATIENCE)
        except subprocess.TimeoutExpired:  # now and then it waits for one that is gone
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _answers(url):
    with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
        return urllib.request.urlopen(url, timeout=10).status == 200
    return False


class Browser:
    """A page in a headless Chromium, and what a person does with it."""

    def __init__(self, profile, width=1100, height=700):
        """Start one with a new and empty profile."""
        missing = [package for package, path in (("chromium", CHROMIUM), ("chromium-driver", DRIVER)) if not path]
        if missing:
            pytest.skip(f"no browser to drive (Debian: apt-get install {' '.join(missing)})")
        os.environ["SE_OFFLINE"] = "true"
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        for argument in (
            *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
            *("--disable-dev-shm-usage", f"--user-data-dir={profile}", f"--window-size={width},{height}"),
            # Pages name a CDN for MathJax: what a test sees must not hang on it.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        ):
            options.add_argument(argument)
        self.driver = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )

    def close(self):
        """End it."""
        self.driver.quit()

    def open(self, url):
        """Go to a page."""
        self.driver.switch_to.default_content()
        self.driver.get(url)

    def until(self, condition, what):
        """Wait until `condition` gives something, and give that."""
        from selenium.common import StaleElementReferenceException

        waiting = WebDriverWait(self.driver, PATIENCE, 0.1, [StaleElementReferenceException])
        return waiting.until(lambda _: condition(), f"{what}: never seen")

    def find(self, where):
        """Wait for an element that is shown, named by CSS selector, or by XPath if it starts with a slash."""
        by = By.XPATH if where.startswith("/") else By.CSS_SELECTOR

        def shown():
            return next((item for item in self.driver.find_elements(by, where) if item.is_displayed()), None)

        return self.until(shown, where)

    def until_gone(self, where):
        """Wait until no such element is in the page."""
        self.until(lambda: not self.driver.find_elements(By.CSS_SELECTOR, where), f"the end of {where}")

    def texts(self, where):
        """Give the texts of all such elements."""
        return [item.text for item in self.driver.find_elements(By.CSS_SELECTOR, where)]

    def enter(self, frame):
        """Look into a frame from now on, until another page is opened."""
        self.driver.switch_to.frame(self.find(frame))

    def click(self, where):
        """Click an element, as soon as it takes clicks."""
        from selenium.common import ElementClickInterceptedException, ElementNotInteractableException

        def clicked():
            with contextlib.suppress(ElementClickInterceptedException, ElementNotInteractableException):
                self.find(where).click()
                return True

        self.until(clicked, f"a click on {where}")

    def choose(self, menu, command):
        """Choose a command of JupyterLab's from a menu."""
        self.click(f"//div[contains(@class, 'lm-MenuBar-itemLabel')][. = '{menu}']")
        self.click(f"//li[@data-command='{command}']")

    def press(self, *keys):
        """Press keys together."""
        actions = ActionChains(self.driver)
        for key in keys:
            actions.key_down(key)
        for key in reversed(keys):
            actions.key_up(key)
        actions.perform()

    def javascript(self, code, *arguments):
        """Run JavaScript in the page."""
        return self.driver.execute_script(code, *arguments)

    def paste(self, where, text):
        """Put `text` in the place of all that an editor holds."""
        self.click(where)
        self.press(Keys.CONTROL, "a")
        self.javascript(
            "const data = new DataTransfer(); data.setData('text/plain', arguments[1]);"
            "arguments[0].dispatchEvent(new ClipboardEvent("
            "'paste', {clipboardData: data, bubbles: true, cancelable: true}));",
            self.find(where),
            text,
        )

    def save(self, path):
        """Save what is to be seen, in few colours."""
        from PIL import Image

        self.driver.save_screenshot(str(path))
        with Image.open(path) as image:
            image.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)
