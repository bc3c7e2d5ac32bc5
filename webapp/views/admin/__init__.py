"""The administrators' pages: units, staff, roles, staff files."""
