"""The manual that fits what somebody is doing now, and why."""

from services.manuals.suggestions.suggesting import SENTENCES, Doing, Suggestion, Topic, Why, suggest

__all__ = ["SENTENCES", "Doing", "Suggestion", "Topic", "Why", "suggest"]
