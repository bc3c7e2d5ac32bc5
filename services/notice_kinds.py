"""Everything that people can be told, of all subjects."""

from collections.abc import Mapping
from itertools import chain

from services import cafeteria, people
from services.notifications import Kind

KINDS: Mapping[str, Kind] = {str(kind.code): kind for kind in chain(people.NOTICES, cafeteria.LUNCH_NOTICES)}
