"""What tests of the rotation's pages share: the town hall of `rotation_world`, its people as browsers."""

from dataclasses import dataclass
from datetime import date

from services import people
from services.db import Database
from services.remote_work import rotation
from services.remote_work.rotation import Exchange
from tests.cast import Member
from tests.factories import NOW, TODAY
from tests.rotation_world import RotationTown, home_days, make_rotation_town
from tests.web.conftest import Browser, ClientAs

ROOT = "/remote-work/rotation"
PLANS = f"{ROOT}/plans"


@dataclass(frozen=True)
class Hall:
    """The town, its database, and its people's browsers."""

    town: RotationTown
    database: Database
    client_as: ClientAs

    def browser(self, staff_id: int) -> Browser:
        with self.database.reading() as session:
            person = people.get_person(session, staff_id, TODAY)
        return self.client_as(Member(person.id, person.number, person.name))

    @property
    def planner(self) -> Browser:
        return self.browser(self.town.planner)

    def find_exchange(self) -> Exchange:
        """A day of 일번1's for one of a colleague of her team."""
        me, *others = self.town.first[1:]
        with self.database.reading() as session:
            for gives_on in home_days(self.database, me):
                offers = rotation.list_swappable(session, me, gives_on, NOW)
                for other in others:
                    if offers.get(other):
                        return Exchange(me, gives_on, other, offers[other][0])
        raise AssertionError("nobody to swap with")


def make_hall(database: Database, client_as: ClientAs) -> Hall:
    return Hall(database.write(make_rotation_town), database, client_as)


def day_words(on: date) -> str:
    """A day as pages write it: `10. 7.(수)`."""
    return f"{on.month}. {on.day}.({'월화수목금토일'[on.weekday()]})"
