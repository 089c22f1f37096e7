"""PDF documents: lines, pages, ruled tables."""

from __future__ import annotations

from reading_files import make_pdf, shown

from govnlp.reading import read
from govnlp.reading.pdf_text import clean


def rule(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0} {y0} m {x1} {y1} l S\n"


def test_lines_and_pages(write):
    pages = [
        shown("松溪镇年度报告", 100, 700)
        + shown("公开信息46条。", 100, 680)
        + shown("- 1 -", 300, 40),
        shown("受理申请5件。", 100, 700) + shown("- 2 -", 300, 40),
    ]
    source = read(write("a.pdf", make_pdf(pages)))
    assert source.text == "松溪镇年度报告\n公开信息46条。\n- 1 -\f受理申请5件。\n- 2 -"
    assert (source.media_type, source.encoding) == ("application/pdf", None)


TABLE = (
    "".join(rule(100, y, 400, y) for y in (600, 570, 510))
    + rule(200, 540, 400, 540)
    + "".join(rule(x, 510, x, 600) for x in (100, 400))
    + "".join(rule(x, 510, x, 570) for x in (200, 300))
)
WORDS = (
    shown("公开情况：", 100, 620)
    + shown("统计表", 220, 580)
    + shown("公开", 110, 545)
    + shown("方式", 110, 525)
    + shown("网站", 210, 550)
    + shown("40", 310, 550)
    + shown("公开栏", 210, 520)
    + shown("6", 310, 520)
    + shown("以上为统计数字。", 100, 480)
)
LINES = ["公开情况：", "统计表\t\t", "公开方式\t网站\t40", "\t公开栏\t6", "以上为统计数字。"]


def test_quotes_drawn_after_their_run(write):
    """As office programs do it where a font lacks them: the quotes come last, in their places."""
    drawn = shown("微博", 100, 700) + shown("红塔", 130, 700) + shown("；二", 160, 700)
    drawn += shown("“", 122, 700, 6) + shown("”", 154, 700, 6) + shown("下一行。", 100, 680)
    assert read(write("a.pdf", make_pdf([drawn]))).text.split("\n") == [
        "微博“红塔”；二",
        "下一行。",
    ]
    table = rule(90, 650, 510, 650) + TABLE + WORDS
    assert read(write("b.pdf", make_pdf([drawn + table]))).text.startswith("微博“红塔”；二\n")


def test_ruled_tables(write):
    assert read(write("a.pdf", make_pdf([TABLE + WORDS]))).text.split("\n") == LINES


def test_ruled_tables_on_a_turned_page(write):
    turned = "0 1 -1 0 600 0 cm\n"  # drawn sideways, shown turned back
    data = make_pdf([turned + TABLE + WORDS], page="/Rotate 90")
    assert read(write("a.pdf", data)).text.split("\n") == LINES


def test_a_frame_around_text_is_no_table(write):
    frame = "90 90 420 640 re S\n" + rule(90, 650, 510, 650)
    text = shown("松溪镇年度报告", 100, 700) + shown("公开信息46条。", 100, 600)
    text += shown("受理申请5件。", 100, 580) + shown("没有收费。", 100, 560)
    found = read(write("a.pdf", make_pdf([frame + text]))).text
    assert found.split("\n") == ["松溪镇年度报告", "公开信息46条。", "受理申请5件。", "没有收费。"]


def test_a_drawing_of_many_lines_is_passed_over(write):
    import random

    dice = random.Random(1)
    lines = "".join(
        rule(
            x := dice.randrange(600),
            y := dice.randrange(800),
            x + 90 * (n % 2),
            y + 90 * (1 - n % 2),
        )
        for n in range(3_000)
    )
    assert (
        "公开信息"
        in read(write("a.pdf", make_pdf([lines + shown("公开信息46条。", 100, 700)]))).text
    )


def test_clean():
    assert clean("公开\r\n信\x00息\x02\t46\ufffe条 \r\n") == "公开\n信息- 46-条\n"
