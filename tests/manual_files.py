"""Files of manuals as people make them: .docx written by hand, .hwpx by the library, .xlsx, zips of all."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import openpyxl
from hwpx.document import HwpxDocument

from services.manuals.exchange.reading import OpenedFile, open_upload

Blocks = Sequence[str | Sequence[Sequence[str]]]
TITLE = "국내 출장 여비 정산"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>'
)
_STYLES = (
    f"<w:styles {_W}>"
    '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/></w:style></w:styles>'
)
_BOLD = "<w:rPr><w:b/></w:rPr>"
STYLE_IDS = {"@": "T", "#": "1", "##": "2"}
MARKDOWN = """---
title: 국내 출장 여비 정산
department: 건축과
keywords: [출장비, 여비]
season: [3, 12]
review_months: 6
---

## 업무 개요
출장 뒤에 여비를 청구한다. 일비는 {{일비}}이다.

## 업무 프로세스
```흐름
출장 신청 -> 출장 -> 증빙 확인?
증빙 확인? -> 지급: 맞음
```
1. **출장 신청**: 떠나기 전에 올린다.

## 관련 법규
- 「공무원 여비 규정」 제8조의2제2항: 2주일 이내에 정산을 신청한다.

## 유관기관 현황
| 기관 | 무엇을 묻나 |
|---|---|
| 회계과 | 지급 방법 |

## Tip
### 영수증을 잃었다
카드사에서 다시 받는다.

## 관련자료
- [ ] 출장명령이 먼저 결재되었나
"""


def make_zip(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def make_docx(blocks: Blocks, **more: bytes | str) -> bytes:
    """Paragraphs, `@ ` before a title, `# ` and `## ` before headings, and tables as rows of cells."""
    body = "".join(_paragraph(b) if isinstance(b, str) else _table(b) for b in blocks)
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": _STYLES,
    }
    return make_zip(parts | more)


def make_hwpx(blocks: Blocks) -> bytes:
    document: Any = HwpxDocument.new()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(len(block), len(block[0]))
        for y, row in enumerate(block):
            for x, cell in enumerate(row):
                table.set_cell_text(y, x, cell)
    data: bytes = document.to_bytes()
    return data


def make_xlsx(rows: Sequence[Sequence[object]]) -> bytes:
    book: Any = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def make_bomb(name: str, megabytes: int, **more: str) -> bytes:
    """A document one of whose parts unfolds to so much from next to nothing."""
    return make_zip({name: b"\x00" * (megabytes * 1_000_000), **more})


def _paragraph(text: str) -> str:
    mark, _, words = text.partition(" ")
    style = STYLE_IDS.get(mark)
    shown = words if style else text
    kept = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    runs = "".join(
        f'<w:r>{_BOLD if place % 2 else ""}<w:t xml:space="preserve">{escape(part)}</w:t></w:r>'
        for place, part in enumerate(shown.split("**"))
        if part
    )
    return f"<w:p>{kept}{runs}</w:p>"


def _table(rows: Sequence[Sequence[str]]) -> str:
    cells = ("".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def open_one(name: str, data: bytes) -> OpenedFile:
    (found,) = open_upload(name, data)
    return found


def code_of(file: OpenedFile) -> str:
    assert file.reason, file.text
    return file.reason.code
