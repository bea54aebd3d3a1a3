"""The page of a report in a browser, opened from disk: it fetches nothing, and every control works, by keyboard too.

One browser for all tests, each with the page loaded anew. Waits are bounded by PATIENCE_S, and end as soon as what is
waited for is there.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import told
from conftest import PATIENCE_S
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait
from syncbench.report import page

SCALING = "scaling-counter-add"
WIDTHS = {"desktop": (1280, 800), "phone": (390, 844)}


def start(profile: Path) -> webdriver.Chrome:
    programs = {name: shutil.which(name) for name in ("chromium", "chromedriver")}
    missing = [name for name, path in programs.items() if path is None]
    assert not missing, f"{' and '.join(missing)} not found; `make setup` installs what the tests of the page need"
    options = webdriver.ChromeOptions()
    options.binary_location = programs["chromium"]
    for argument in ("--headless=new", f"--user-data-dir={profile}", "--no-first-run", "--disable-gpu",
                     "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
                     "--hide-scrollbars", "--force-device-scale-factor=1", *["--no-sandbox"] * (os.geteuid() == 0)):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(programs["chromedriver"]))
    driver.set_page_load_timeout(PATIENCE_S)
    return driver


class Reader:
    """What someone does with the page."""

    def __init__(self, driver: webdriver.Chrome, file: Path) -> None:
        self.driver, self.file = driver, file

    def open(self, fragment: str = "", width: str = "desktop", scripts: bool = True) -> None:
        across, down = WIDTHS[width]
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": across, "height": down, "deviceScaleFactor": 1, "mobile": False})
        self.driver.get("about:blank")  # or another fragment would be no load
        self.driver.get(self.file.as_uri() + fragment)
        if scripts:
            self.wait(lambda: self.count("html.js"))

    def wait(self, condition: Callable[[], object]) -> None:
        WebDriverWait(self.driver, PATIENCE_S, poll_frequency=0.05).until(lambda _: condition())

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def count(self, selector: str) -> int:
        return len(self.driver.find_elements(By.CSS_SELECTOR, selector))

    def press(self, *keys: str) -> None:
        webdriver.ActionChains(self.driver).send_keys(*keys).perform()

    def click(self, selector: str) -> None:
        """Also where nothing but a script can: on a part of a drawing."""
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element := self.one(selector))
        webdriver.ActionChains(self.driver).move_to_element(element).click().perform()

    def fragment(self) -> str:
        return self.driver.execute_script("return location.hash")

    def highlighted(self) -> set[tuple[str, str]]:
        """Charts and strategies."""
        return {tuple(pair) for pair in self.driver.execute_script(
            "return [...document.querySelectorAll('.card svg .hi')].map(g => [g.closest('.panel').id, g.dataset.s])")}

    def drawn(self, panel: str = SCALING) -> str:
        return self.driver.execute_script("return document.querySelector(arguments[0]).textContent",
                                          f"#{panel} .card svg title")

    def focused(self) -> str:
        return self.driver.execute_script("return document.activeElement.id || document.activeElement.className")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("page")
    (made / "report.html").write_text(page.html([told.report()], told.MADE), encoding="utf-8")
    both = [told.report(), told.report("Another, 2026-02-02", 0.5)]
    (made / "both.html").write_text(page.html(both, told.MADE), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def browser(folder: Path) -> Iterator[Reader]:
    driver = start(folder / "profile")
    try:
        yield Reader(driver, folder / "report.html")
    finally:
        driver.quit()


@pytest.fixture
def reader(browser: Reader) -> Reader:
    browser.open()
    return browser


PANELS = {"winners-counter-best", SCALING, "cost-counter-cost"}


def test_the_page_opens_from_disk_asks_for_nothing_and_has_no_complaints(browser: Reader) -> None:
    browser.driver.get_log("performance")
    browser.driver.get_log("browser")
    browser.open("#s=mutex")
    browser.click("#scaling-counter-add details summary")
    browser.wait(lambda: browser.count("#scaling-counter-add table.whole"))
    events = [json.loads(entry["message"])["message"] for entry in browser.driver.get_log("performance")]
    asked = {event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"
             and event["params"]["documentURL"].startswith(browser.file.as_uri())}  # not those of the browser's first page
    assert asked and all(url.startswith((browser.file.as_uri(), "data:")) for url in asked)
    assert browser.driver.get_log("browser") == []


def test_a_strategy_chosen_in_the_list_is_highlighted_in_every_chart(reader: Reader) -> None:
    reader.one("#find").send_keys("mut")
    reader.wait(lambda: reader.one("#names").is_displayed())
    options = [element.text for element in reader.driver.find_elements(By.CSS_SELECTOR, "#names [role=option]")
               if element.is_displayed()]
    assert len(options) == 1 and "counter, lock" in options[0]
    reader.click("#names [data-name=mutex]")
    assert reader.highlighted() == {(panel, "mutex") for panel in PANELS}
    assert reader.count("svg.dim") == 3 and reader.fragment() == "#s=mutex"
    reader.click("#chips button")
    assert reader.highlighted() == set() and reader.fragment() == "" and reader.count("svg.dim") == 0


def test_a_click_on_a_label_highlights_everywhere_and_another_one_ends_it(reader: Reader) -> None:
    label = f"#{SCALING} .card g[data-s=fetch_add] text"
    reader.click(label)
    assert reader.highlighted() == {(panel, "fetch_add") for panel in PANELS}
    reader.click(label)
    assert reader.highlighted() == set()


def test_the_others_can_be_hidden(reader: Reader) -> None:
    reader.open("#s=mutex,mcs")
    reader.click("#only")
    seen = reader.driver.execute_script(
        "return [...document.querySelectorAll('.card svg [data-s]')].filter(g => getComputedStyle(g).display !== 'none')"
        ".map(g => g.dataset.s)")
    assert set(seen) == {"mutex", "mcs"} and len(seen) == 6
    assert reader.one("#only").get_attribute("aria-pressed") == "true" and "only=1" in reader.fragment()


def test_the_linear_scale_is_shown_where_there_is_one(reader: Reader) -> None:
    assert reader.one(f"#{SCALING} .card").text.count("threads (log)") == 1
    reader.click("#scale [value=linear]")
    assert reader.one(f"#{SCALING} .card").text.count("threads (linear)") == 1
    assert reader.count(".card svg") == 3 and reader.fragment() == "#scale=linear"


def test_another_regime_changes_drawings_and_tables(reader: Reader) -> None:
    reader.click(f"#{SCALING} details summary")
    figure = f"#{SCALING} tr[data-s=mutex] data[value='{told.report().pictures[1].table.rows[1][3]!r}']"
    reader.wait(lambda: reader.count(figure))
    reader.one("select[data-run='0']").send_keys("105")
    reader.wait(lambda: told.NEAR in reader.drawn())
    near = next(row for row in told.report().pictures[1].table.rows if row[:3] == (told.NEAR, "mutex", "2 threads"))
    reader.wait(lambda: reader.count(f"#{SCALING} tr[data-s=mutex] data[value='{near[3]!r}']"))
    assert reader.count(figure) == 0 and "Nothing of this was measured" in reader.one("#cost-counter-cost .card").text
    assert reader.fragment() == "#regime=105+ns"


def test_what_was_chosen_is_there_again_after_loading_and_ends_with_reset(reader: Reader) -> None:
    link = f"#s=sharded,mcs&only=1&scale=linear&regime=105+ns&at={SCALING}"
    reader.open(link)
    reader.driver.refresh()
    reader.wait(lambda: reader.count("html.js"))
    assert {name for _, name in reader.highlighted()} == {"sharded", "mcs"} and reader.fragment() == link
    assert told.NEAR in reader.drawn() and "(linear)" in reader.one(f"#{SCALING} .card").text
    assert reader.driver.execute_script("return scrollY") > 0 and reader.focused() == SCALING
    reader.one("#reset").click()
    assert reader.fragment() == "" and reader.highlighted() == set() and told.FAR in reader.drawn()


def test_links_within_the_page_keep_what_was_chosen(reader: Reader) -> None:
    reader.open("#s=mutex")
    reader.click("a[href='#standings-counter-add']")
    assert reader.fragment() == "#s=mutex&at=standings-counter-add" and len(reader.highlighted()) == 3


def test_a_link_from_elsewhere_to_a_place_on_the_page_works(reader: Reader) -> None:
    reader.open(f"#{SCALING}")
    assert reader.fragment() == f"#at={SCALING}" and reader.focused() == SCALING


def test_the_keyboard_alone_is_enough(reader: Reader) -> None:
    reader.press(Keys.TAB, Keys.ENTER)  # the link to the controls
    assert reader.focused() == "find"
    reader.press("cas", Keys.ENTER)
    assert {name for _, name in reader.highlighted()} == {"cas_loop"}
    assert reader.one("#find").get_attribute("aria-activedescendant") == reader.one("[data-name=cas_loop]").get_attribute("id")
    reader.press(Keys.ESCAPE)
    assert not reader.one("#names").is_displayed() and reader.one("#find").get_attribute("value") == ""
    reader.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER, Keys.ESCAPE)
    assert {name for _, name in reader.highlighted()} == {"cas_loop", "ticket"}
    reader.driver.execute_script("document.querySelector(arguments[0]).focus()", f"#{SCALING} .card")
    reader.press(Keys.ARROW_DOWN)
    first = reader.one("#told strong").text
    assert first in told.LEADS and reader.count("#told li") == len(told.THREADS)
    assert reader.one("#told li").text.startswith("1 threads: ")
    reader.press(Keys.ENTER)
    assert {name for _, name in reader.highlighted()} == {"cas_loop", "ticket", first}
    reader.press(Keys.ESCAPE)
    assert not reader.one("#told").is_displayed()


def test_the_pointer_on_a_mark_tells_its_figures(reader: Reader) -> None:
    mark = reader.one(f"#{SCALING} g[data-s=mutex] circle")
    reader.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", mark)
    webdriver.ActionChains(reader.driver).move_to_element(mark).perform()
    assert reader.one("#told strong").text == "mutex" and "M ops/s, n = 6" in reader.one("#told .here").text


def test_an_open_table_has_all_its_lines_as_they_are_written_without_a_script(reader: Reader) -> None:
    reader.open("#many")
    before = json.loads(reader.driver.execute_script(
        "return JSON.stringify([...document.querySelectorAll('#many tbody tr')].map(row => row.innerText))"))
    reader.click("#many summary")
    reader.wait(lambda: reader.count("#many tbody tr") == 60)
    after = json.loads(reader.driver.execute_script(
        "return JSON.stringify([...document.querySelectorAll('#many tbody tr')].map(row => row.innerText))"))
    table = next(table for table in told.report().tables if table.name == "many")
    expected = page.shown(table, "many", told.FAR).lines
    assert len(before) == page.FACTS and [line.split("\t") for line in after] == [
        [cell.text for cell in line.cells] for line in expected]


def test_names_with_html_in_them_are_shown_as_they_are(reader: Reader) -> None:
    reader.click(f"#{SCALING} details summary")
    reader.wait(lambda: reader.count(f"#{SCALING} table.whole"))
    assert reader.count("main b") == 0
    names = [element.text for element in reader.driver.find_elements(By.CSS_SELECTOR, f"#{SCALING} tbody th")]
    assert told.HTML in names


@pytest.mark.parametrize("file", ["report.html", "both.html"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_window(browser: Reader, folder: Path, file: str, width: str) -> None:
    reader = Reader(browser.driver, folder / file)
    reader.open("#s=mutex,sharded,fetch_add", width)
    reader.driver.execute_script("document.querySelectorAll('details').forEach(box => { box.open = true; })")
    reader.wait(lambda: reader.count("table.whole") == reader.count("table[data-plan]"))
    reader.driver.save_screenshot(str(folder / f"{file}-{width}.png"))
    inner, outer = reader.driver.execute_script(
        "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert inner <= outer == WIDTHS[width][0]


def test_the_answer_is_seen_without_scrolling(reader: Reader) -> None:
    table = reader.one("#answers tbody tr:last-child").rect
    assert table["y"] + table["height"] < WIDTHS["desktop"][1] - 100


def test_several_runs_have_regimes_of_their_own(browser: Reader, folder: Path) -> None:
    reader = Reader(browser.driver, folder / "both.html")
    reader.open("#regime2=105+ns")
    assert told.FAR in reader.drawn(SCALING) and told.NEAR in reader.drawn(f"{SCALING}--2")


def test_without_scripts_charts_and_tables_are_there(browser: Reader) -> None:
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.open("#s=mutex", scripts=False)
        assert browser.count(".card svg") == 3 and browser.count(".hi") == 0
        assert not browser.one("#find").is_displayed()
        browser.one(f"#{SCALING} summary").click()
        rows = browser.driver.find_elements(By.CSS_SELECTOR, f"#{SCALING} tbody tr")
        assert len(rows) == len(told.COUNTERS) and all(row.is_displayed() for row in rows)
        assert told.FAR in browser.drawn()
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_the_link_can_be_copied(reader: Reader) -> None:
    reader.driver.execute_cdp_cmd("Browser.grantPermissions", {"permissions": ["clipboardReadWrite",
                                                                               "clipboardSanitizedWrite"]})
    reader.open("#s=mutex")
    reader.click("#copy")
    reader.wait(lambda: reader.one("#copied").text)
    assert reader.one("#copied").text == "copied"
    assert reader.driver.execute_async_script("navigator.clipboard.readText().then(arguments[0])").endswith("#s=mutex")
