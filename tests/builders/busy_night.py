"""A desk on a busy night: an emergency, a long account, Arabic, hostile words, a citizen who stopped the line."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from intake_store.model.facts import Facts, Person, Source, Vehicle, Weapon, What, When, Where
from tests.builders.desk import ADDRESS, Services

KICKING = "man kicking next doors door in hes got a knife"
BURGLARY = (
    "saw 2 lads smash the window of a blue hyundai outside 14 elm st e8 about 2am last night, "
    "one had a crowbar, theyre gone"
)
ARABIC = "رأيت رجلين يكسران نافذة سيارة بيضاء أمام المسجد في شارع وايت تشابل قبل ساعة، وكان معهما مطرقة"
HOSTILE = (
    "<script>alert('x')</script><img src=x onerror=alert(1)> \u202egnp.exe\u202c {{7*7}} \x00\x07 =cmd|' /C calc'!A0"
)
NO_SPACES = "a" * 600
LONG = (
    "It started about three weeks ago when the people in the ground floor flat began to have visitors at all hours. "
    "They come in a grey van, stay five minutes and go. " * 60
)


def at(text: str, words: str, message: int = 0, confidence: float = 1.0) -> Source:
    """The source of `words` in `text`."""
    start = text.index(words)
    return Source(start, start + len(words), confidence, message=message)


def busy_night(services: Services) -> dict[str, str]:
    """Store those tips; returns their references by name."""
    services.clock.forward(hours=-30)
    found = {"closed": _closed(services)}
    services.clock.forward(hours=26)
    found |= {"long": _long(services), "stopped": _stopped(services)}
    services.clock.forward(hours=2)
    found |= {"arabic": _arabic(services), "hostile": _hostile(services)}
    services.clock.forward(minutes=70)
    found["burglary"] = _burglary(services)
    services.clock.forward(minutes=44)
    found["emergency"] = _emergency(services)
    services.clock.forward(minutes=4)
    return found


def _emergency(services: Services) -> str:
    facts = Facts(
        what=What("kicking next doors door in", at(KICKING, "kicking next doors door in")),
        where=Where("next doors", needs_address=True, source=at(KICKING, "next doors", confidence=0.6)),
        people=(Person("man", 1, source=at(KICKING, "man")),),
        weapons=(Weapon("a knife", "knife", at(KICKING, "knife")),),
        when=When("now", ongoing=True),
        category="burglary",
    )
    said = ("Call 999 now if you can: this line is slower. I have alerted the duty desk. What is the address?",)
    return services.tip(KICKING, facts, emergency=True, category="burglary", asking="where", said=said)


def _burglary(services: Services) -> str:
    night = services.clock().replace(hour=1, minute=0)
    facts = Facts(
        what=What("smash the window of a blue hyundai", at(BURGLARY, "smash the window of a blue hyundai")),
        where=Where("outside 14 elm st e8", source=at(BURGLARY, "outside 14 elm st e8")),
        when=When("about 2am last night", night - timedelta(minutes=30), night + timedelta(minutes=30), False, "hour",
                  at(BURGLARY, "about 2am last night", confidence=0.7)),
        people=(Person("2 lads, dark hoodies, one tall", 2, source=at(BURGLARY, "2 lads")),),
        vehicles=(Vehicle("a blue hyundai", "hyundai", None, "blue", "LK19ABC", True, at(BURGLARY, "a blue hyundai")),),
        weapons=(Weapon("a crowbar", "blunt_object", at(BURGLARY, "a crowbar", confidence=0.5)),),
        category="vehicle_crime",
        answers={"evidence": "none", "source": "saw it from my window", "contact": "declined"},
    )  # fmt: skip
    address = f"{ADDRESS}88"
    said = (
        "Hackney Police tip line. Officers never see your number. In danger? Call 999. "
        "What did the two look like, and which way did they go?",
    )
    reference = services.tip(
        BURGLARY,
        facts,
        address,
        category="vehicle_crime",
        status="new",
        complete=True,
        said=said,
        files=("image/jpeg",),
    )
    services.clock.forward(minutes=1)
    more: dict[str, Any] = {"reference": reference, "status": "new", "complete": True, "category": "vehicle_crime"}
    said = ("Got it. Any photo, video or CCTV of it? You can send it here.",)
    services.say(address, "dark hoodies one tall. ran off to the canal", said=said, **more)
    services.clock.forward(minutes=1)
    said = ("Changed: blue Hyundai. Passed on as tip " + reference + ", thank you. Add to it here any time.",)
    services.say(address, "no", said=said, **more)
    return reference


def _arabic(services: Services) -> str:
    facts = Facts(
        what=What("يكسران نافذة سيارة بيضاء", at(ARABIC, "يكسران نافذة سيارة بيضاء")),
        where=Where(
            "أمام المسجد في شارع وايت تشابل", 51.5194, -0.0605, source=at(ARABIC, "أمام المسجد في شارع وايت تشابل")
        ),
        people=(Person("رجلين", 2, source=at(ARABIC, "رجلين")),),
        vehicles=(Vehicle("سيارة بيضاء", None, None, "white", source=at(ARABIC, "سيارة بيضاء")),),
        weapons=(Weapon("مطرقة", "blunt_object", at(ARABIC, "مطرقة")),),
        answers={"weapon": "unknown"},
    )
    said = ("شكرًا. هل لديك صورة أو فيديو؟",)
    return services.tip(
        ARABIC,
        facts,
        channel="whatsapp",
        language="ar",
        category="vehicle_crime",
        priority="high",
        asking="evidence",
        said=said,
    )


def _hostile(services: Services) -> str:
    facts = Facts(what=What(HOSTILE), where=Where(NO_SPACES), people=(Person(NO_SPACES, None, "unknown"),))
    return services.tip(
        HOSTILE, facts, channel="web", status="new", flag="abuse", category="other", priority="low", said=(HOSTILE,)
    )


def _long(services: Services) -> str:
    facts = Facts(
        what=What(LONG[:200]), where=Where("ground floor flat, 3 Cedar Court, Dalston Lane", source=None),
        when=When("about three weeks", services.clock() - timedelta(days=21), services.clock(), True, "day"),
        vehicles=(Vehicle("a grey van", None, None, "grey"),), category="drugs",
        answers={"weapon": "none", "who": "unknown"},
    )  # fmt: skip
    return services.tip(LONG, facts, channel="telegram", status="new", category="drugs", complete=True, priority="high")


def _stopped(services: Services) -> str:
    address = f"{ADDRESS}77"
    facts = Facts(what=What("selling phones out of the kebab shop"), answers={"when": "unknown"})
    reference = services.tip(
        "theyre selling phones out of the kebab shop", facts, address, category="theft", said=("Where is it?",)
    )
    services.say(
        address, "stop", reference=reference, status="new", stop=True, said=("You will get no more messages.",)
    )
    return reference


def _closed(services: Services) -> str:
    facts = Facts(what=What("dog left in a hot car"), where=Where("Tesco car park, Morning Lane"))
    return services.tip(
        "dog left in a hot car at tesco morning lane", facts, category="animal_cruelty", status="closed"
    )
