"""The six sections of every manual, in their fixed order."""

from enum import StrEnum


class Section(StrEnum):
    OVERVIEW = "overview"
    PROCESS = "process"
    LAWS = "laws"
    CONTACTS = "contacts"
    TIPS = "tips"
    MATERIALS = "materials"


# What they are called on paper and in files, in every language of the interface.
TITLES = {
    Section.OVERVIEW: "업무 개요",
    Section.PROCESS: "업무 프로세스",
    Section.LAWS: "관련 법규",
    Section.CONTACTS: "유관기관 현황",
    Section.TIPS: "Tip",
    Section.MATERIALS: "관련자료",
}
