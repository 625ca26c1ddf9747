"""A site as a reader uses it, in Chromium: from its folder, and from this machine's own address."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import chromium, contrast, forget, requested, size, until
from flow_world import CORPUS, inside

pytestmark = pytest.mark.browser

PAPERS = ("02-wizardcoder", "03-wizardlm-wizardmath", "10-comparison")
KINDS = ("index", "papers", "results", "claims", "disagreements", "reports", "about", "b/HumanEval", "paper")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cwd = tmp_path_factory.mktemp("browsed")
    papers = [word for name in PAPERS for word in ("--papers", str(CORPUS / "papers" / f"digest-{name}.pdf"))]
    (cwd / "mine.md").write_text(
        "# Retold\n\nOn DS-1000, WizardCoder reaches 16.7 on NumPy and 33.6 on Pandas with completion prompts [1].\n\n"
        "## References\n\n[1] synth project. Digest: Evol-Instruct for Code. 2026.\n"
    )
    audit = inside("audit", "mine.md", *papers[:2], "--library", "library", "--out", "checked", "-q", cwd=cwd)
    assert audit.code == 0, audit.err
    ran = inside("site", "build", "out", *papers, "--library", "library", "--with", "checked", "-q", cwd=cwd)
    assert ran.code == 0, ran.err
    return cwd / "out"


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with chromium(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver


class Reader:
    """A reader of the site."""

    def __init__(self, driver: Any, site: Path) -> None:
        self.driver, self.site = driver, site

    def at(self, name: str) -> Path:
        """The file of a page; `paper` is that of the first paper with a wrong statement."""
        if name != "paper":
            return self.site / f"{name}.html"
        return next(page for page in sorted(self.site.glob("p/*.html")) if "tone-impossible" in page.read_text())

    def open(self, name: str, anchor: str = "") -> None:
        forget(self.driver)
        self.driver.get(self.at(name).as_uri() + anchor)
        assert self.ready()

    def ready(self) -> bool:
        loaded = "const b = document.querySelector('[data-list]'); return !b || b.dataset.ready === 'yes'"
        return until(lambda: self.run(loaded))

    def run(self, script: str, *given: object) -> Any:
        return self.driver.execute_script(script, *given)

    def rows(self) -> list[str]:
        return self.run("return [...document.querySelectorAll('#rows > *')].map(row => row.innerText)")

    def find(self, selector: str) -> Any:
        return self.driver.find_element("css selector", selector)

    def type(self, text: str, box: str = "#q") -> None:
        field = self.find(box)
        field.clear()
        field.send_keys(text)


@pytest.fixture
def reader(driver: Any, site: Path) -> Reader:
    size(driver, 1280, 900)
    driver.get((site / "about.html").as_uri())
    driver.execute_script("localStorage.clear()")
    return Reader(driver, site)


def all_open(reader: Reader) -> None:
    reader.run("document.querySelectorAll('details').forEach(d => d.open = true)")
    time.sleep(0.2)


@pytest.mark.parametrize("name", KINDS)
def test_a_page_opens_without_errors_and_asks_nobody(reader: Reader, name: str) -> None:
    reader.open(name)
    all_open(reader)
    assert reader.driver.get_log("browser") == []
    asked = requested(reader.driver)
    assert asked and all(address.startswith(reader.site.as_uri()) for address in asked), asked


def test_words_and_filters_narrow_the_papers(reader: Reader) -> None:
    reader.open("papers")
    assert len(reader.rows()) == 3
    reader.type("evol wizardmath")
    assert until(lambda: len(reader.rows()) == 1)
    assert "Evol-Instruct for Instructions and Mathematics" in reader.rows()[0]
    assert reader.find("#count").text == "1 of 3 papers"
    assert reader.run("return document.querySelectorAll('#rows mark').length") > 0
    address = reader.driver.current_url
    assert "q=evol" in address
    reader.find("#clear").click()
    assert until(lambda: len(reader.rows()) == 3) and "#" not in reader.driver.current_url
    reader.find("#facets input[value='MBPP']").click()
    assert until(lambda: 0 < len(reader.rows()) < 3)
    kept = reader.rows()
    address = reader.driver.current_url
    forget(reader.driver)
    reader.driver.get(address)
    assert reader.ready() and until(lambda: reader.rows() == kept), "a choice can be kept as a link"
    reader.find("#chosen button").click()
    assert until(lambda: len(reader.rows()) == 3)
    reader.type("no paper holds these words")
    assert until(lambda: reader.rows() == []) and reader.find("#nothing").is_displayed()


def test_words_are_found_in_abstracts_too(reader: Reader) -> None:
    reader.open("papers")
    reader.type("thirteen papers")
    assert until(lambda: len(reader.rows()) == 1)
    assert reader.run("return SYNTH.kinds.papers.more") == "abstracts"
    word = reader.run("return document.querySelector('#rows .snippet mark')?.textContent || ''")
    assert word.lower() in ("", "thirteen", "papers")


def test_a_wrong_statement_opens_at_its_evidence(reader: Reader) -> None:
    reader.open("claims", "#tone=impossible")
    assert until(lambda: len(reader.rows()) == 1)
    reader.find("#rows .row-text a").click()
    assert until(lambda: "/p/" in reader.driver.current_url)
    target = "document.getElementById(decodeURIComponent(location.hash.slice(1)))"
    assert until(lambda: reader.run(f"return {target}?.querySelector('details').open"))
    pictures = f"return [...{target}.querySelectorAll('img')].map(i => i.complete ? i.naturalWidth : 0)"
    assert until(lambda: (shown := reader.run(pictures)) and all(width > 100 for width in shown))
    assert reader.find(".tone-impossible").is_displayed()


def test_an_audited_statement_opens_in_its_audit(reader: Reader) -> None:
    reader.open("claims", "#kind=audit")
    assert until(lambda: len(reader.rows()) == 1) and "Contradicted" in reader.rows()[0]
    reader.find("#rows .row-text a").click()
    assert until(lambda: reader.run("return document.getElementById('c1')?.open"))
    local = (
        "return [...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href')).filter(h => h.includes('/'))"
    )
    assert all(href.startswith("https://") for href in reader.run(local)), "no link to a file of this machine"


def test_a_result_shows_who_else_prints_it(reader: Reader) -> None:
    reader.open("results")
    reader.type("humaneval")
    assert until(lambda: len(reader.rows()) == 1)
    reader.find("#rows .row-title a").click()
    assert reader.ready() and until(lambda: len(reader.rows()) > 5)
    assert "pass@1" in reader.find("#chosen").text
    reader.type("WizardCoder 57.3")
    assert until(lambda: reader.rows() and all("57.3" in row for row in reader.rows()))
    reader.find("#rows summary").click()
    body = reader.find("#rows details[open] .result-body")
    assert until(lambda: "The same number" in body.text) and "57.3" in body.text
    assert body.find_elements("css selector", "blockquote, .cell")
    values = "return [...document.querySelectorAll('#rows .value')].map(v => parseFloat(v.textContent))"
    reader.find("#clear").click()
    assert until(lambda: len(reader.rows()) > 5)
    assert (shown := reader.run(values)) == sorted(shown, reverse=True)


def test_the_first_page_searches_everything(reader: Reader) -> None:
    from selenium.webdriver.common.keys import Keys

    reader.open("index")
    reader.driver.switch_to.active_element.send_keys("/")
    assert reader.driver.switch_to.active_element.get_attribute("id") == "find"
    reader.type("wizardcoder", "#find")
    heads = "return [...document.querySelectorAll('#found h2')].map(h => h.firstChild.textContent)"
    assert until(lambda: {"Papers", "Claims"} <= set(reader.run(heads)))
    reader.type("humaneval", "#find")
    assert until(lambda: "Result tables" in reader.run(heads))
    reader.find("#find").send_keys(Keys.ARROW_DOWN)
    assert reader.driver.switch_to.active_element.tag_name == "a"
    reader.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not reader.find("#found").is_displayed()
    assert reader.driver.switch_to.active_element.get_attribute("id") == "find"


def test_keys_move_through_a_list(reader: Reader) -> None:
    from selenium.webdriver.common.keys import Keys

    reader.open("papers")
    focus = "return [...document.querySelectorAll('#rows .row-title a')].indexOf(document.activeElement)"
    for key, place in (("j", 0), ("j", 1), ("k", 0), (Keys.ARROW_DOWN, 1)):
        reader.driver.switch_to.active_element.send_keys(key)
        assert reader.run(focus) == place
    reader.driver.switch_to.active_element.send_keys("/")
    assert reader.driver.switch_to.active_element.get_attribute("id") == "q"
    reader.driver.switch_to.active_element.send_keys("jk")
    assert reader.find("#q").get_attribute("value") == "jk", "in the box, letters are letters"


def test_dark_mode_stays_from_page_to_page(reader: Reader) -> None:
    ground = "return getComputedStyle(document.body).backgroundColor"
    reader.open("papers")
    before = reader.run(ground)
    reader.find("#theme").click()
    after = reader.run(ground)
    assert before != after
    reader.open("claims")
    assert reader.run(ground) == after


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index", "papers", "claims", "b/HumanEval", "paper"])
def test_words_stand_out_from_their_ground(reader: Reader, name: str, theme: str) -> None:
    reader.open(name)
    reader.run("document.documentElement.dataset.theme = arguments[0]", theme)
    pairs = reader.run(
        """const clear = e => getComputedStyle(e).backgroundColor === 'rgba(0, 0, 0, 0)' && e.parentElement;
           const says = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && e.offsetParent;
           const all = [...document.querySelectorAll('main *, header *, aside *, footer *')];
           return all.filter(says).map(e => {
             let ground = e;
             while (clear(ground)) ground = ground.parentElement;
             return [getComputedStyle(e).color, getComputedStyle(ground).backgroundColor]; })"""
    )
    plain = {(ink, ground) for ink, ground in pairs if ink.startswith("rgb(") and ground.startswith("rgb(")}
    assert len(plain) > 3
    assert [pair for pair in plain if contrast(*pair) < 4.5] == []


@pytest.mark.parametrize("name", KINDS)
def test_nothing_is_wider_than_a_phone(reader: Reader, name: str) -> None:
    size(reader.driver, 360, 780)
    reader.open(name)
    all_open(reader)
    wide = reader.run(
        """const scrolls = e => e.closest('.plot-box, .sections, .sr, .bib');
           const over = e => e.getBoundingClientRect().right > innerWidth + 1 && !scrolls(e);
           const wide = [...document.querySelectorAll('body *')].filter(over).map(e => e.className);
           return [document.documentElement.scrollWidth, wide]"""
    )
    assert wide == [360, []]


def test_filters_open_on_a_phone(reader: Reader) -> None:
    size(reader.driver, 360, 780)
    reader.open("papers")
    assert not reader.find("#facets").is_displayed()
    reader.find("#facets-button").click()
    assert reader.find("#facets").is_displayed()


@pytest.mark.parametrize("name", KINDS)
def test_controls_have_names_and_the_page_an_outline(reader: Reader, name: str) -> None:
    reader.open(name)
    found = reader.run(
        """const named = e => (e.labels && e.labels.length && e.labels[0].textContent.trim())
             || e.getAttribute('aria-label') || e.textContent.trim() || e.title;
           const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
           const controls = [...document.querySelectorAll('input, select, button, a, summary')];
           return {
             unnamed: controls.filter(e => !named(e)).map(e => e.outerHTML),
             pictures: [...document.querySelectorAll('img:not([alt]), svg[role=img]:not([aria-label])')].length,
             twice: ids.filter((id, n) => ids.indexOf(id) !== n),
             heads: [...document.querySelectorAll('h1')].length,
             mains: document.querySelectorAll('main').length,
             skip: document.getElementById(document.querySelector('a.skip').hash.slice(1)) !== null,
             lang: document.documentElement.lang,
           }"""
    )
    expected = {"unnamed": [], "pictures": 0, "twice": [], "heads": 1, "mains": 1, "skip": True, "lang": "en"}
    assert found == expected


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.skipif("SYNTH_AXE" not in os.environ, reason="npm pack axe-core, and set SYNTH_AXE to its axe.min.js")
def test_axe_finds_nothing_serious(reader: Reader, name: str) -> None:
    reader.open(name)
    all_open(reader)
    reader.driver.execute_cdp_cmd("Runtime.evaluate", {"expression": Path(os.environ["SYNTH_AXE"]).read_text()})
    for theme in ("light", "dark"):
        reader.run("document.documentElement.dataset.theme = arguments[0]", theme)
        found = reader.driver.execute_async_script("axe.run().then(r => arguments[0](r.violations))")
        worst = [one for one in found if one["impact"] in ("serious", "critical")]
        assert [(one["id"], [node["html"][:200] for node in one["nodes"][:4]]) for one in worst] == [], theme


def test_the_policy_stops_requests_and_foreign_scripts(reader: Reader) -> None:
    reader.open("papers")
    reader.run(
        """const s = document.createElement('script'); s.textContent = 'window.hacked = 1'; document.body.append(s);
        const i = new Image(); i.src = 'http://127.0.0.1:9/x.png'; document.body.append(i);"""
    )
    assert reader.run("return window.hacked") is None
    refused = lambda: any("Content Security Policy" in entry["message"] for entry in reader.driver.get_log("browser"))  # noqa: E731
    assert until(refused)


def test_the_site_works_from_an_address(driver: Any, site: Path) -> None:
    from synth.server.site import address_of, open_server

    with open_server(site, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        forget(driver)
        driver.get(address_of(server) + "papers.html#q=wizard")
        assert until(lambda: driver.execute_script("return document.querySelectorAll('#rows > *').length") > 0)
        assert driver.get_log("browser") == []
        assert all(address.startswith(address_of(server)) for address in requested(driver))
        server.shutdown()
