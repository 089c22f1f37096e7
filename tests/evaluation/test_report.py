"""The report: what it holds, that it holds only that, and how it looks in a browser."""

from __future__ import annotations

import html
import json
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from evaluation_files import gold, predicted

from govnlp.corpora import parse_gold
from govnlp.evaluation import Bootstrap, Comparison, compare_runs
from govnlp.evaluation.run import Evaluation, evaluate_records
from govnlp.extra import load_extra
from govnlp.record import Record

pytest.importorskip("matplotlib")
pytest.importorskip("jinja2")

from govnlp.evaluation import charts, report

NASTY = """<script>alert(1)</script>"'&amp;{{ 7*7 }}{% raw %}]]>--><b onclick="x">"""
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
Write = Callable[..., Path]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on two runs with topics."""
    folder = tmp_path_factory.mktemp("full")
    one, two = predicted(1, 2, topics=True), predicted(2, 3, topics=True)
    two[0].paragraphs[0].end -= 2
    result, comparison = evaluate_records(gold(), one), compare_runs(gold(), one, two)
    return report.write_report(result, folder, comparison, Bootstrap(samples=50))


def page(result: Evaluation, folder: Path, comparison: Comparison | None = None) -> str:
    return report.write_report(result, folder, comparison, Bootstrap(samples=20)).read_text("utf-8")


def nasty() -> list[Record]:
    escaped = html.escape(NASTY)
    xml = (
        f'<file><doc kind="plan" year="2017"><p topic="fees">甲<office>{escaped}局</office>'
        f"<cite>《{escaped}》</cite></p></doc></file>"
    )
    return parse_gold(xml, f"{NASTY}.xml").records


def test_what_is_written(full: Path) -> None:
    names = sorted(path.relative_to(full.parent).as_posix() for path in full.parent.rglob("*.*"))
    drawn = ("confusion_subjects", "confusion_topics", "differences", "era", "length")
    drawn += ("reliability", "spans", "values")
    expected = [f"figures/{name}.{kind}" for name in drawn for kind in ("png", "svg")]
    assert names == [*expected, "index.html", "scores.json"]
    assert (full.parent / "figures" / "spans.png").read_bytes().startswith(b"\x89PNG")
    scores = json.loads((full.parent / "scores.json").read_text("utf-8"))
    assert scores["entities"]["COUNT"]["recall"] == 4 / 6
    assert scores["topics"]["kappa"] < 1 and scores["comparison"]["mended"]


def test_every_error_stands_in_the_page(full: Path) -> None:
    text = full.read_text("utf-8")
    result = evaluate_records(gold(), predicted(1, 2, topics=True))
    below = text[text.index('<section id="errors">') :]
    assert below.count('<li class="case') == len(result.errors()) > 0
    assert '<mark class="gold" title="gold">3件</mark>' in below
    assert "Mended: errors of the first run alone" in text
    assert "New: errors of the second run alone" in text


def test_both_readings_are_marked(tmp_path: Path) -> None:
    records = predicted()
    paragraph = records[0].paragraphs[0]
    paragraph.end -= 3
    records[0].entities[-1].end += 2
    text = page(evaluate_records(gold(), records), tmp_path)
    assert '<mark class="both" title="both">党政办</mark>' in text
    assert '<mark class="predicted" title="predicted">答复</mark>' in text
    assert '<mark class="gold" title="gold">答复。</mark>' in text or "答复。</mark>" in text


def test_nothing_from_elsewhere_is_asked_for(full: Path) -> None:
    text = full.read_text("utf-8")
    links = re.findall(r"(?:src|href|url|action|srcset)\s*[=(]\s*[\"']?([^\"' >)]+)", text)
    assert links
    outside = [one for one in links if not re.match(r"#|data:|figures/|scores\.json", one)]
    assert outside == []
    assert "<script" not in text and "@import" not in text


def test_nasty_text_is_escaped(tmp_path: Path) -> None:
    records = nasty()
    other = nasty()
    other[0].entities[0].start += 1
    other[0].entities[1].name = NASTY
    records[0].entities[1].name = "甲"
    other[0].model = NASTY
    text = page(evaluate_records(records, other), tmp_path, compare_runs(records, other, records))
    assert "alert(1)" in text and "&lt;script&gt;" in text
    assert "<script" not in text and "<b onclick" not in text
    assert "{{ 7*7 }}" in text


def test_the_same_evaluation_gives_the_same_files(tmp_path: Path) -> None:
    result = evaluate_records(gold(), predicted(1))
    for name in ("a", "b"):
        page(result, tmp_path / name)
    for path in sorted((tmp_path / "a").rglob("*.*")):
        other = tmp_path / "b" / path.relative_to(tmp_path / "a")
        assert path.read_bytes() == other.read_bytes(), path.name


@pytest.mark.parametrize(
    "records", [predicted()[:1], [], predicted(topics=True)], ids=["one", "none", "perfect"]
)
def test_little_to_show(records: list[Record], tmp_path: Path) -> None:
    text = page(evaluate_records(gold()[: len(records) or 1], records), tmp_path)
    assert "nan" not in text.lower().replace("financ", "")


def test_topics_that_are_not_predicted_are_left_out(tmp_path: Path) -> None:
    text = page(evaluate_records(gold(), predicted(1)), tmp_path)
    assert 'id="topics"' not in text and not (tmp_path / "figures" / "reliability.svg").exists()


def svg_text(result: Evaluation) -> str:
    """What the figures say: beside the outlines of a text stands the text as a comment."""
    drawn = charts.charts(result, None, Bootstrap(samples=20))
    return "".join("\n".join(re.findall(r"<!-- (.*?) -->", one.svg)) for one in drawn)


def test_chinese_names_are_drawn_where_a_font_has_them() -> None:
    if charts.chinese_font() is None:
        pytest.skip("no font with Chinese characters is installed")
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of each glyph that a font lacks
        said = svg_text(evaluate_records(gold(), predicted(1, topics=True)))
    assert "机构" in said and "存在问题" in said


def test_codes_stand_alone_where_no_font_has_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    manager = load_extra("matplotlib.font_manager").fontManager
    only = [font for font in manager.ttflist if font.name == "DejaVu Sans"]
    monkeypatch.setattr(manager, "ttflist", only)
    charts.chinese_font.cache_clear()
    try:
        assert charts.chinese_font() is None
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            said = svg_text(evaluate_records(gold(), predicted(1, topics=True)))
    finally:
        charts.chinese_font.cache_clear()
    assert "OFFICE" in said and "problems" in said
    assert not re.search(r"[\u4e00-\u9fff]", said)


def test_a_font_that_draws_boxes_is_none() -> None:
    assert "Last Resort" not in (charts.chinese_font() or "")


@pytest.mark.parametrize("package", ["matplotlib", "jinja2"])
def test_a_missing_package(package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImportError, match=rf"'{package}': pip install \"govnlp\[evaluate\]\""):
        report.write_report(evaluate_records(gold(), predicted()), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_frames_say_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"'pandas': pip install \"govnlp\[evaluate\]\""):
        evaluate_records(gold(), predicted()).scores.to_frame()


def browse(path: Path, picture: Path, *options: str) -> tuple[list[str], list[str]]:
    """Take a picture of a page; what the console said, and what was asked for elsewhere.

    The proxy that the browser is told to use notes each request and answers none.
    """
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        asked: list[str] = []
        threading.Thread(target=note_requests, args=(proxy, asked), daemon=True).start()
        done = subprocess.run(
            [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--no-first-run", f"--proxy-server=http://127.0.0.1:{proxy.getsockname()[1]}",
             "--enable-logging=stderr", f"--user-data-dir={picture.parent / 'profile'}",
             f"--screenshot={picture}", *options, path.as_uri()],
            capture_output=True, encoding="utf-8", errors="replace", timeout=120,
        )  # fmt: skip
    assert picture.is_file(), done.stderr
    # What the browser asks for on its own account is not the page's.
    pages = [line for line in asked if not re.search(r"google(apis)?\.com|gvt1\.com", line)]
    return [line for line in done.stderr.splitlines() if "CONSOLE" in line], pages


def note_requests(proxy: socket.socket, asked: list[str]) -> None:
    """The first line of each connection, until the listening socket is closed."""
    while True:
        try:
            connection, _ = proxy.accept()
        except OSError:
            return
        with connection:
            connection.settimeout(5)
            try:
                asked.append(connection.recv(4096).split(b"\r\n")[0].decode("latin-1"))
            except OSError:
                continue


def colours(picture: Path) -> dict[tuple[int, int, int], int]:
    """How many pixels have each colour."""
    import numpy as np

    image = load_extra("matplotlib.image").imread(str(picture))[..., :3]
    found, number = np.unique((image * 255).round().astype(int).reshape(-1, 3), axis=0,
                              return_counts=True)  # fmt: skip
    return {(r, g, b): int(n) for (r, g, b), n in zip(found.tolist(), number, strict=True)}


@pytest.mark.parametrize(
    ("scheme", "paper", "width"), [("1", (255, 255, 255), 1280), ("0", (21, 24, 29), 420)]
)
def test_in_a_browser(
    full: Path, tmp_path: Path, scheme: str, paper: tuple[int, int, int], width: int
) -> None:
    picture = tmp_path / "page.png"
    said = browse(full, picture, f"--window-size={width},3000",
                  f"--blink-settings=preferredColorScheme={scheme}")  # fmt: skip
    assert said == ([], [])
    found = colours(picture)
    # Light or dark paper, and on it text, lines and hues: neither blank nor a dead page.
    assert max(found, key=found.__getitem__) == paper
    assert len(found) > 200
    assert 0.02 < 1 - found[paper] / sum(found.values()) < 0.7


def test_the_browser_would_tell(tmp_path: Path) -> None:
    """The test above can fail: a request to elsewhere and an error do reach the console."""
    path = tmp_path / "bad.html"
    path.write_text(
        '<img src="https://example.org/x.png"><script>console.error("oh")</script>', "utf-8"
    )
    said, asked = browse(path, tmp_path / "bad.png")
    assert '"oh"' in said[0] and asked == ["CONNECT example.org:443 HTTP/1.1"]


@pytest.mark.slow
def test_the_test_split_takes_less_than_two_minutes(tmp_path: Path) -> None:
    corpus = Path(__file__).parents[2] / "corpus" / "reports"
    began = time.monotonic()
    done = subprocess.run(
        [str(Path(sys.executable).with_name("govnlp")), "evaluate", str(corpus), "--split", "test",
         "--report", str(tmp_path / "out")],
        capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "index.html").stat().st_size > 100_000
    assert time.monotonic() - began < 120
