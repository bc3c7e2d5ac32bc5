"""The sentences that tell a difference.

A revision keeps their names and the words of the manual in them, not the sentences: these may be put better
at any time, in any language, for what was published long ago as well.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias

from services.texts import N_


class Say(StrEnum):
    FIRST = "first"
    EMPTIED = "emptied"
    MORE = "more"
    LOOK = "look"
    ORDER = "order"
    ADDRESS = "address"
    PICTURE = "picture"
    LINE_CAME = "line_came"
    LINE_WENT = "line_went"
    ITEM_CAME = "item_came"
    ITEM_WENT = "item_went"
    HEADING_CAME = "heading_came"
    HEADING_WENT = "heading_went"
    VALUE = "value"
    BARE_VALUE = "bare_value"
    WORDS = "words"
    NAMED_WORDS = "named_words"
    ADDED = "added"
    DROPPED = "dropped"
    ROW_CAME = "row_came"
    ROW_WENT = "row_went"
    ROW_NAMED = "row_named"
    COLUMN_CAME = "column_came"
    COLUMN_WENT = "column_went"
    COLUMN_NAMED = "column_named"
    CELL = "cell"
    CELL_WORDS = "cell_words"
    CELL_CAME = "cell_came"
    CELL_WENT = "cell_went"
    FLOW_CAME = "flow_came"
    FLOW_WENT = "flow_went"
    STEP_CAME = "step_came"
    STEP_WENT = "step_went"
    STEP_NAMED = "step_named"
    WAY_NAMED = "way_named"
    WAYS = "ways"


Told: TypeAlias = tuple[Say, Mapping[str, str]]

SENTENCES: Mapping[Say, str] = {
    Say.FIRST: N_("내용이 처음 들어갔어요."),
    Say.EMPTIED: N_("내용을 모두 지웠어요."),
    Say.MORE: N_("그 밖에 %(count)s곳이 더 바뀌었어요."),
    Say.LOOK: N_("글의 모양만 바뀌었어요."),
    Say.ORDER: N_("차례가 바뀌었어요."),
    Say.ADDRESS: N_("‘%(what)s’ 링크의 주소: %(new)s"),
    Say.PICTURE: N_("‘%(what)s’ 그림이 바뀌었어요."),
    Say.LINE_CAME: N_("‘%(what)s’ 내용이 생겼어요."),
    Say.LINE_WENT: N_("‘%(what)s’ 내용이 빠졌어요."),
    Say.ITEM_CAME: N_("‘%(what)s’ 항목이 생겼어요."),
    Say.ITEM_WENT: N_("‘%(what)s’ 항목이 빠졌어요."),
    Say.HEADING_CAME: N_("‘%(what)s’ 제목이 생겼어요."),
    Say.HEADING_WENT: N_("‘%(what)s’ 제목이 빠졌어요."),
    Say.VALUE: N_("%(what)s %(old)s에서 %(new)s%(ro)s"),
    Say.BARE_VALUE: N_("%(old)s에서 %(new)s%(ro)s"),
    Say.WORDS: N_("‘%(old)s’에서 ‘%(new)s’%(ro)s"),
    Say.NAMED_WORDS: N_("%(what)s ‘%(old)s’에서 ‘%(new)s’%(ro)s"),
    Say.ADDED: N_("‘%(line)s’에 덧붙인 말: %(new)s"),
    Say.DROPPED: N_("‘%(line)s’에서 뺀 말: %(old)s"),
    Say.ROW_CAME: N_("표에 ‘%(what)s’ 줄이 생겼어요."),
    Say.ROW_WENT: N_("표에서 ‘%(what)s’ 줄이 빠졌어요."),
    Say.ROW_NAMED: N_("표의 줄 이름 ‘%(old)s’에서 ‘%(new)s’%(ro)s"),
    Say.COLUMN_CAME: N_("표에 ‘%(what)s’ 칸이 생겼어요."),
    Say.COLUMN_WENT: N_("표에서 ‘%(what)s’ 칸이 빠졌어요."),
    Say.COLUMN_NAMED: N_("표의 칸 이름 ‘%(old)s’에서 ‘%(new)s’%(ro)s"),
    Say.CELL: N_("표의 %(row)s, %(column)s: %(old)s에서 %(new)s%(ro)s"),
    Say.CELL_WORDS: N_("표의 %(row)s, %(column)s: ‘%(old)s’에서 ‘%(new)s’%(ro)s"),
    Say.CELL_CAME: N_("표의 %(row)s, %(column)s: ‘%(new)s’ 내용이 생겼어요."),
    Say.CELL_WENT: N_("표의 %(row)s, %(column)s: ‘%(old)s’ 내용이 빠졌어요."),
    Say.FLOW_CAME: N_("흐름도가 생겼어요."),
    Say.FLOW_WENT: N_("흐름도가 빠졌어요."),
    Say.STEP_CAME: N_("흐름도에 ‘%(what)s’ 단계가 생겼어요."),
    Say.STEP_WENT: N_("흐름도에서 ‘%(what)s’ 단계가 빠졌어요."),
    Say.STEP_NAMED: N_("흐름도의 단계 이름 ‘%(old)s’에서 ‘%(new)s’%(ro)s"),
    Say.WAY_NAMED: N_("흐름도의 %(what)s: ‘%(old)s’에서 ‘%(new)s’%(ro)s"),
    Say.WAYS: N_("흐름도의 순서나 갈림길이 바뀌었어요."),
}
