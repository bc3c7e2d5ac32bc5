"""What else there is about manuals; a page that is not built, or not for this person, is not shown."""

from services.texts import N_
from webapp.navigation import Place

EDITORS = frozenset({"administrator", "manual_editor"})
PLACES = (
    Place("/manuals/questions", N_("질문과 답"), "question"),
    Place("/manuals/pack", N_("오프라인 매뉴얼"), "download"),
    Place("/laws", N_("법령"), "scale"),
    Place("/laws/changes", N_("바뀐 법령"), "refresh-cw"),
    Place("/handovers", N_("인수인계"), "users"),
    Place("/manuals/exports", N_("전자책과 인쇄"), "printer"),
    Place("/manuals/statistics", N_("이용 통계"), "list-checks"),
    Place("/manuals/search-words", N_("검색어 다듬기"), "search", roles=EDITORS),
    Place("/manuals/imports", N_("가져오기"), "upload", roles=EDITORS),
    Place("/admin/rates", N_("금액 기준"), "receipt-text", roles=EDITORS),
    Place("/admin/manual-tip-rules", N_("Tip과 질문 기준"), "flag", roles=EDITORS),
    Place("/admin/manuals", N_("매뉴얼 관리"), "settings", roles=EDITORS),
)
