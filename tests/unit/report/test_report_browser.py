"""The page as a reader uses it, in Chromium."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import chromium, contrast, forget, requested, size, until
from report_world import PAPERS

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with chromium(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver


@pytest.fixture
def page(driver: Any, pages: dict[str, Path]) -> Any:
    """The report, freshly opened on a wide screen."""
    size(driver, 1280, 900)
    forget(driver)
    driver.get(pages["html"].as_uri())
    driver.execute_script("localStorage.clear()")
    return driver


def visible(driver: Any) -> list[str]:
    return driver.execute_script(
        "return [...document.querySelectorAll('details.claim')].filter(c => c.offsetParent).map(c => c.id)"
    )


def fill(driver: Any, text: str) -> None:
    field = driver.find_element("id", "q")
    field.clear()
    field.send_keys(text)


def test_opens_without_errors_and_without_a_request(page: Any, pages: dict[str, Path]) -> None:
    page.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    time.sleep(0.3)
    assert page.get_log("browser") == []
    assert requested(page) == {pages["html"].as_uri()}
    assert page.execute_script("return performance.getEntriesByType('resource').map(e => e.name)") == []


def test_the_policy_stops_requests_and_foreign_scripts(page: Any) -> None:
    page.execute_script(
        """const s = document.createElement('script'); s.textContent = 'window.hacked = 1'; document.body.append(s);
        const i = new Image(); i.src = 'http://127.0.0.1:9/x.png'; document.body.append(i);"""
    )
    assert page.execute_script("return window.hacked") is None
    assert until(lambda: any("Content Security Policy" in entry["message"] for entry in page.get_log("browser")))


def test_filters_and_search_change_what_is_shown(page: Any) -> None:
    assert len(visible(page)) == 11
    count = page.find_element("id", "count")
    fill(page, "reinforcement AIME")
    assert until(lambda: visible(page) == ["c5"])
    assert count.text == "1 of 11 claims"
    assert "q=reinforcement" in page.current_url
    page.find_element("id", "clear").click()
    assert len(visible(page)) == 11 and count.text == "11 claims"
    assert "#" not in page.current_url
    page.find_element("css selector", ".chip.tone-contradicted").click()
    page.find_element("css selector", ".chip.tone-disputed").click()
    assert visible(page) == ["c2", "c3"]
    page.find_element("id", "clear").click()
    page.find_element("id", "numbers").click()
    assert visible(page) == ["c1", "c2", "c3", "c5", "c8"]
    fill(page, "nothing holds these words")
    assert until(lambda: visible(page) == [])
    assert page.find_element("id", "nothing").is_displayed()


def test_a_filter_by_paper_can_be_kept_as_a_link(page: Any, pages: dict[str, Path]) -> None:
    from selenium.webdriver.support.ui import Select

    Select(page.find_element("id", "paper")).select_by_value("r2")
    shown = visible(page)
    assert shown == ["c2", "c3", "c5"]
    address = page.current_url
    page.get("about:blank")
    page.get(address)
    assert visible(page) == shown


def test_a_number_in_the_answer_opens_its_claim_with_pictures(page: Any) -> None:
    page.find_element("css selector", ".answer a.cite[href='#c2']").click()
    assert until(lambda: page.execute_script("return document.getElementById('c2').open"))
    sizes = "return [...document.querySelectorAll('#c2 img')].map(i => i.complete ? i.naturalWidth : 0)"
    assert until(lambda: all(width > 100 for width in page.execute_script(sizes)))
    assert len(page.execute_script(sizes)) == 2
    top = page.execute_script("return document.getElementById('c2').getBoundingClientRect().top")
    bar = page.execute_script("return document.getElementById('filters').getBoundingClientRect().bottom")
    assert bar <= top < 900, "the claim stands below the filters, in sight"


def test_a_hidden_claim_is_shown_when_it_is_asked_for(page: Any) -> None:
    fill(page, "Evolved")
    assert until(lambda: "c1" not in visible(page))
    page.execute_script("location.hash = 'c1'")
    assert until(lambda: "c1" in visible(page))
    assert page.execute_script("return document.getElementById('c1').open")


def test_strips_that_are_shown_twice_are_drawn_twice(page: Any) -> None:
    same = "return [...document.querySelectorAll('img[data-same]')].map(i => i.src.slice(0, 22))"
    assert set(page.execute_script(same)) == {"data:image/png;base64,"}


def test_expand_all_and_keyboard(page: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    page.find_element("id", "expand").click()
    assert page.execute_script("return document.querySelectorAll('details.claim[open]').length") == 11
    page.find_element("id", "expand").click()
    assert page.execute_script("return document.querySelectorAll('details.claim[open]').length") == 0
    page.find_element("css selector", "#c1 > summary").send_keys(Keys.ENTER)
    assert page.execute_script("return document.getElementById('c1').open")
    page.execute_script("document.body.tabIndex = -1; document.body.focus()")
    page.switch_to.active_element.send_keys(Keys.TAB)
    assert page.switch_to.active_element.get_attribute("class") == "skip"


def test_dark_mode_switches_and_stays(page: Any, pages: dict[str, Path]) -> None:
    colour = "return getComputedStyle(document.body).backgroundColor"
    page.get(pages["html"].as_uri())
    before = page.execute_script(colour)
    page.find_element("id", "theme").click()
    after = page.execute_script(colour)
    assert before != after
    page.refresh()
    assert page.execute_script(colour) == after


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_stand_out_from_their_ground(page: Any, theme: str) -> None:
    page.execute_script("document.documentElement.dataset.theme = arguments[0]", theme)
    pairs = page.execute_script(
        """const clear = e => getComputedStyle(e).backgroundColor === 'rgba(0, 0, 0, 0)' && e.parentElement;
           return [...document.querySelectorAll('.badge, .cite, .chip, .correction .label, p, .meta')].map(e => {
             let ground = e;
             while (clear(ground)) ground = ground.parentElement;
             return [e.className, getComputedStyle(e).color, getComputedStyle(ground).backgroundColor]; })"""
    )
    assert len(pairs) > 40
    for name, ink, ground in {tuple(pair) for pair in pairs}:
        assert contrast(ink, ground) >= 4.5, (name, ink, ground)


@pytest.mark.parametrize("width", [320, 390, 768])
def test_nothing_is_wider_than_the_screen(page: Any, width: int) -> None:
    size(page, width, 844)
    page.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    time.sleep(0.2)
    wide = page.execute_script(
        """const over = e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.sr');
           const all = [...document.querySelectorAll('main *')];
           return [document.documentElement.scrollWidth, all.filter(over).map(e => e.className)]"""
    )
    assert wide == [width, []]


def test_papers_that_failed_are_listed(page: Any) -> None:
    rows = page.find_elements("css selector", ".references .state-failed")
    assert [PAPERS[1].reason in rows[0].text, PAPERS[4].reason in rows[1].text] == [True, True]
