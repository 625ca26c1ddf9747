"""Chromium as the tests drive it: one browser a file of tests, without background traffic."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--hide-scrollbars"),
)


@contextmanager
def chromium(profile: Path) -> Iterator[Any]:
    """A driver with its logs on; the test is skipped where there is no Chromium, chromedriver or selenium."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    service = shutil.which("chromedriver")
    if not browser or not service:
        pytest.skip("Chromium or chromedriver is not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(service))
    try:
        yield driver
    finally:
        driver.quit()


def size(driver: Any, width: int, height: int) -> None:
    """Give the page a screen of that size."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def until(true: Callable[[], object]) -> bool:
    """Whether it comes true within some seconds."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return False


def forget(driver: Any) -> None:
    """Leave the page, and forget what was logged."""
    driver.get("about:blank")
    driver.get_log("performance")
    driver.get_log("browser")


def requested(driver: Any) -> set[str]:
    """Addresses that were asked for since the last look, data of the page itself left out."""
    log = (entry["message"] for entry in driver.get_log("performance"))
    sent = (line.partition('"request":')[2] for line in log if '"Network.requestWillBeSent"' in line)
    return {line.split('"url":"')[1].split('"')[0] for line in sent if '"url":"data:' not in line}


def contrast(one: str, two: str) -> float:
    """Contrast ratio of the Web Content Accessibility Guidelines."""

    def luminance(colour: str) -> float:
        parts = [float(part) for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
        linear = [p / 255 / 12.92 if p <= 10 else ((p / 255 + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)
