"""The pages of remote work: the day, its plan and result, and what must be there before."""
