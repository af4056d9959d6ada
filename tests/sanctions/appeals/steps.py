"""What the tests of appeals have in common: who appeals, who looks again, and how it ends."""

from __future__ import annotations

from tests.house import House

from evenhand.cases.models import Decision
from evenhand.people.models import User
from evenhand.sanctions.appeals import deciding, receiving
from evenhand.sanctions.models import Appeal

WHY = "It is an opinion about a policy, not about a person."


def appealed(house: House, decision: Decision, by: User | None = None) -> Appeal:
    """Somebody rang, and the appeal was written down."""
    return receiving.by_hand(decision, by or house.moderator, "She rang: it was a joke.")


def pat(house: House) -> User:
    return house.person("pat", "approver")


def end(house: House, appeal: Appeal, ended: str = "upheld", by: User | None = None) -> Appeal:
    done = deciding.decide(appeal, by or pat(house), ended, WHY)
    house.run()
    return done


def by_form(house: House, decision: Decision, name: str = "Ann") -> Appeal:
    """Somebody who has no letter of ours sent the form, and a person found what it is against."""
    late = receiving.by_form(decision.contribution.channel, name, "It was a joke.")
    return receiving.found(late, decision, Appeal.How.PERSON, house.moderator)
