"""The audit's page in Chromium: filters, dark, phone, print, and nothing loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from audit_world import make_audit
from report_world import A, B
from test_report_browser import driver, size

from synth.report.audit import write_audit

__all__ = ["driver"]
pytestmark = pytest.mark.browser


@pytest.fixture
def page(driver: Any, pdfs: dict[str, Path], tmp_path: Path) -> Any:
    written = write_audit(make_audit(pdfs[A], pdfs[B]), tmp_path, formats=["html"], files=pdfs)
    size(driver, 1280, 900)
    driver.get("about:blank")
    driver.get_log("performance")
    driver.get_log("browser")
    driver.get(written["html"].as_uri())
    return driver


def shown(page: Any) -> int:
    count = page.execute_script("return document.querySelectorAll('details.claim:not([hidden])').length")
    return int(count)


def test_filters_narrow_the_statements(page: Any) -> None:
    assert shown(page) == 11
    page.find_element("css selector", "label.chip.tone-contradicted").click()
    assert shown(page) == 1
    assert page.find_element("id", "count").text == "1 of 11 statements"
    page.find_element("id", "clear").click()
    page.find_element("id", "q").send_keys("fourth round")
    assert shown(page) == 1


def test_nothing_is_loaded_and_nothing_complains(page: Any) -> None:
    asked = [
        entry["message"] for entry in page.get_log("performance") if "Network.requestWillBeSent" in entry["message"]
    ]
    assert not [message for message in asked if '"url":"http' in message]
    assert page.get_log("browser") == []
    assert page.execute_script("return document.querySelectorAll('img.strip').length") >= 3


def test_dark_and_phone(page: Any) -> None:
    light = page.execute_script("return getComputedStyle(document.body).backgroundColor")
    page.find_element("id", "theme").click()
    assert page.execute_script("return getComputedStyle(document.body).backgroundColor") != light
    size(page, 390, 800)
    page.find_element("id", "expand").click()
    assert page.execute_script("return document.documentElement.scrollWidth") <= 390


def test_a_link_opens_its_statement(page: Any) -> None:
    page.execute_script("location.hash = '#c2'")
    page.execute_async_script("setTimeout(arguments[0], 100)")
    assert page.execute_script("return document.getElementById('c2').open")
