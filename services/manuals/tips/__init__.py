"""What readers add to manuals: tips and cases with votes; questions, and answers quoted from the manuals."""

from services.manuals.tips.answering import Answer, find_answer
from services.manuals.tips.asked import (
    QuestionView,
    get_question,
    list_manual_questions,
    list_own_questions,
    list_waiting_questions,
)
from services.manuals.tips.coverage import Asked
from services.manuals.tips.found import tell_search
from services.manuals.tips.keepers import keeps
from services.manuals.tips.models import LONGEST_QUESTION, LONGEST_TEXT, LONGEST_TITLE
from services.manuals.tips.notices import NOTICES, NoticeKind
from services.manuals.tips.phrasing import Endpoint, Phrased, phrase_answer
from services.manuals.tips.questions import (
    NewAnswer,
    NewQuestion,
    answer_question,
    ask_question,
    destroy_old_questions,
    pass_question,
    withdraw_question,
)
from services.manuals.tips.quotes import Quote
from services.manuals.tips.rules import (
    TipRules,
    add_tip_rules,
    get_tip_rules,
    list_tip_rules,
    remove_tip_rules,
)
from services.manuals.tips.stored import (
    TipKind,
    TipState,
    TipView,
    count_tips,
    get_tip,
    list_tip_texts,
    list_tips,
)
from services.manuals.tips.upkeep import keep_up_tips
from services.manuals.tips.writing import NewTip, add_tip, check_personal, confirm_tip, end_tip, vote_tip

__all__ = [
    "LONGEST_QUESTION",
    "LONGEST_TEXT",
    "LONGEST_TITLE",
    "NOTICES",
    "Answer",
    "Asked",
    "Endpoint",
    "NewAnswer",
    "NewQuestion",
    "NewTip",
    "NoticeKind",
    "Phrased",
    "QuestionView",
    "Quote",
    "TipKind",
    "TipRules",
    "TipState",
    "TipView",
    "add_tip",
    "add_tip_rules",
    "answer_question",
    "ask_question",
    "check_personal",
    "confirm_tip",
    "count_tips",
    "destroy_old_questions",
    "end_tip",
    "find_answer",
    "get_question",
    "get_tip",
    "get_tip_rules",
    "keep_up_tips",
    "keeps",
    "list_manual_questions",
    "list_own_questions",
    "list_tip_rules",
    "list_tip_texts",
    "list_tips",
    "list_waiting_questions",
    "pass_question",
    "phrase_answer",
    "remove_tip_rules",
    "tell_search",
    "vote_tip",
    "withdraw_question",
]
