from datetime import date
import pytest
from services import leave
from services.leave import Part
from services.clock import local_day
from tests.hall import Hall
from tests.leave import *
from tests.services.test_leave_file import plan, bring_in, leaves_of, apply, undo

def show(f):
    try:
        print("  ->", f())
    except Exception as e:
        print("  !!", type(e).__name__, str(e)[:150], getattr(e,'fields',''))

def test_p(sqlite_hall: Hall):
    hall=sqlite_hall; t=hall.cast.traveller
    print("1999"); show(lambda: ask(hall,t,asked(from_on=date(1999,1,1))))
    print("0001"); show(lambda: ask(hall,t,asked(from_on=date(1,1,1))))
    print("9999"); show(lambda: ask(hall,t,asked(from_on=date(9999,12,31))))
    print("until 9999"); show(lambda: ask(hall,t,asked(until_on=date(9999,12,31))))
    print("file 9999"); show(lambda: [ (r.fate, [x.code for x in r.reasons]) for r in plan(hall,"001001,김가람,연가,9999-12-31,,,,").rows])
    print("file 9999 apply"); show(lambda: bring_in(hall,"001001,김가람,연가,9999-12-31,,,,"))
    print("file 1990"); show(lambda: [ (r.fate, [x.code for x in r.reasons]) for r in plan(hall,"001001,김가람,연가,1990-12-31,,,,").rows])
    rows=["001001,김가람,연가,2026-10-06,2026-10-08,,승인,","001001,김가람,연가,2026-10-06,2026-10-08,,취소,"]
    print("new then cancel"); show(lambda: [ (r.fate, [x.code for x in r.reasons]) for r in plan(hall,*rows).rows])
    bring_in(hall, rows[0])
    rows=["001001,김가람,연가,2026-10-06,2026-10-08,,취소,","001001,김가람,연가,2026-10-07,2026-10-08,,승인,"]
    print("cancel then new"); show(lambda: [ (r.fate, [x.code for x in r.reasons]) for r in plan(hall,*rows).rows])
    print("weekend file"); show(lambda: [ (r.fate, [x.code for x in r.reasons]) for r in plan(hall,"001001,김가람,연가,2026-10-10,,,,").rows])
    print("mayor asks"); show(lambda: ask(hall,hall.cast.mayor,asked(id=b"leave009")).request)
