"""Questions about words: definitions, published figures, changes, and claims of defeat.

As in `number_questions`, a part is left out if the table cannot answer it, and every sentence is
one message of the catalogues.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from geo.measure import changes
from geo.source import PEAK
from geo.table import ACTOR, STATUS
from layers.content import days_since_1970
from layers.language import date_label
from layers.lesson.facts import Facts, Part, Question

CLAIMS = 5  # published figures in a table, at most
FEWEST = 3  # published figures of one date that are compared
NEAR_DAYS = 31  # between the last date and statements about it, at most


def definitions_part(facts: Facts) -> Part | None:
    """Questions on the same territory by two definitions."""
    phrase, wide = facts.language.phrase, facts.wide
    if wide is None:
        return None
    dates = [i for i in facts.key_dates if facts.main.km2[i] > 0 and wide.km2[i] > 0]
    if not dates:
        return None
    ratios = [wide.km2[i] / facts.main.km2[i] for i in dates]
    names = {"dark": facts.name(facts.main), "hatched": facts.name(wide)}
    rows = [
        (
            facts.date(i),
            facts.area(facts.main.km2[i]),
            facts.area(wide.km2[i]),
            "",
        )
        for i in dates
    ]
    questions = [
        Question(
            phrase(
                "Fill in the last column: how many times as large is the hatched area?"
            ),
            phrase("; ").join(
                phrase(
                    "{name}: {what}", name=facts.date(i), what=_ratio_text(facts, ratio)
                )
                for i, ratio in zip(dates, ratios)
            ),
            0,
        ),
        Question(
            phrase("Not one fact differs between the two. What does?"),
            phrase(
                "What counts as territory: {dark} against {hatched}. Where little is left, the choice of words makes most of the number.",
                **names,
            ),
            2,
        ),
        Question(
            phrase(
                "Write a sentence for a newspaper with both areas of {date}. Nobody should be able to misread it.",
                date=facts.date(dates[0]),
            ),
            phrase(
                "It has the date, both numbers, and what each of them counts: {dark} {area}, {hatched} {more}.",
                **names,
                area=facts.area(facts.main.km2[dates[0]]),
                more=facts.area(wide.km2[dates[0]]),
            ),
            2,
        ),
    ]
    lead = phrase("Dark is “{dark}”, hatched is “{hatched}”.", **names)
    head = (phrase("date"), names["dark"], names["hatched"], phrase("times as large"))
    return Part(
        phrase("Comparing definitions"), [lead], questions, (), head, rows, (2, 2, 3, 2)
    )


def claims_part(facts: Facts) -> Part | None:
    """Questions on published figures of one date, or of the peak, beside the two areas then."""
    phrase = facts.language.phrase
    claims = _comparable_claims(facts)
    if facts.wide is None or not claims:
        return None
    if claims[0].get("date_precision") == PEAK:
        days = [int(np.argmax(series.km2)) for series in (facts.main, facts.wide)]
        dark, hatched = max(facts.main.km2), max(facts.wide.km2)
        lead = phrase(
            "These were published about the time of the largest area. At most our dark area is {dark} ({date}), our hatched one {hatched} ({other}).",
            dark=facts.area(dark),
            date=facts.date(days[0]),
            hatched=facts.area(hatched),
            other=facts.date(days[1]),
        )
    else:
        date = str(claims[0]["date"])
        position = np.searchsorted(facts.times.days, days_since_1970(date), "right")
        index = max(0, int(position) - 1)
        dark, hatched = facts.main.km2[index], facts.wide.km2[index]
        lead = phrase(
            "These were published about one time, {date}. On {day} our dark area is {dark}, our hatched one {hatched}.",
            date=facts.claim_date(claims[0]),
            day=date_label(date, facts.language),
            dark=facts.area(dark),
            hatched=facts.area(hatched),
        )
    if not dark or not hatched:
        return None
    rows = [
        (
            facts.isolate(facts.text(claim["as_stated"])),
            facts.isolate(facts.text(claim.get("definition"))),
            facts.isolate(facts.text(claim["publisher"])),
            "",
        )
        for claim in claims
    ]
    head = (
        phrase("published"),
        phrase("what was counted"),
        phrase("by whom"),
        phrase("D or H"),
    )
    questions = [
        _nearer_area_question(facts, claims, dark, hatched),
        _counted_question(facts),
    ]
    return Part(
        phrase("Reading claims"), [lead], questions, (), head, rows, (5, 4, 5, 1.5)
    )


def _comparable_claims(facts: Facts) -> list[Mapping[str, Any]]:
    """At most CLAIMS distinct published figures of the date, or of the peak, that has the most.

    They are sorted by area and spread over its range. None if there are fewer than FEWEST.
    """
    by_date: dict[str, dict[float, Mapping[str, Any]]] = {}
    for claim in facts.summary.published:
        km2 = _middle_km2(claim)
        if claim.get("plotted", True) and km2 and claim.get("measured_km2"):
            by_date.setdefault(facts.claim_date(claim), {})[km2] = claim
    by_area = max(by_date.values(), key=len, default={})
    claims = [by_area[km2] for km2 in sorted(by_area)]
    if len(claims) < FEWEST:
        return []
    chosen = np.unique(np.linspace(0, len(claims) - 1, CLAIMS).round().astype(int))
    return [claims[i] for i in chosen]


def _nearer_area_question(
    facts: Facts, claims: Sequence[Mapping[str, Any]], dark: float, hatched: float
) -> Question:
    """Which of the two areas each published figure is nearer to, by its ratio to them."""
    phrase = facts.language.phrase
    letters = {True: phrase("D"), False: phrase("H")}
    answers = []
    for claim in claims:
        km2 = _middle_km2(claim)
        is_dark = abs(math.log(km2 / dark)) < abs(math.log(km2 / hatched))
        answers.append(
            phrase(
                "{letter} for {stated} ({km2})",
                letter=letters[is_dark],
                stated=phrase("“{quote}”", quote=facts.text(claim["as_stated"])),
                km2=facts.language.area(km2, 3),
            )
        )
    return Question(
        phrase(
            "Write D beside each figure that is nearer to the dark area, H beside each that is nearer to the hatched one."
        ),
        phrase("; ").join(answers),
        0,
    )


def _counted_question(facts: Facts) -> Question:
    """What the published figures count."""
    phrase = facts.language.phrase
    return Question(
        phrase("Which of them say what they counted? What would you ask the others?"),
        phrase(
            "The second column has the words. Where it says no more than “control”, ask: with the desert or without, on which day, and by whose count?"
        ),
        2,
    )


def changes_part(facts: Facts) -> Part | None:
    """Questions on area gained and lost, if the table has only one definition."""
    phrase = facts.language.phrase
    if facts.wide is not None or facts.last < 1:
        return None
    rows = facts.table[
        (facts.table[ACTOR] == facts.main.actor)
        & (facts.table[STATUS] == facts.main.status)
    ]
    ends = facts.times.dates[0], facts.times.dates[facts.last]
    change = changes(rows, between=[ends]).iloc[0]
    if change["reason"] or not change["gained_km2"] or not change["lost_km2"]:
        return None
    values = {
        "first": facts.date(0),
        "last": facts.date(facts.last),
        "gained": facts.language.area(change["gained_km2"]),
        "lost": facts.language.area(change["lost_km2"]),
        "net": facts.language.area(abs(change["net_km2"])),
    }
    grown = change["net_km2"] > 0
    text = (
        phrase(
            "From {first} to {last} {gained} were gained, and the area grew by {net}. How much was lost?",
            **values,
        )
        if grown
        else phrase(
            "From {first} to {last} {gained} were gained, and the area shrank by {net}. How much was lost?",
            **values,
        )
    )
    questions = [
        Question(text, phrase("{lost}: gained less lost is the change.", **values)),
        Question(
            phrase("Would a chart of the area show that territory was lost? Why?"),
            phrase(
                "No. It shows the sum only: {gained} gained hide {lost} lost.", **values
            ),
            2,
        ),
    ]
    lead = phrase(
        "Gained is territory held on the second of two dates and not on the first, lost the reverse."
    )
    return Part(phrase("Gained and lost"), [lead], questions)


def headline_part(facts: Facts) -> Part:
    """Questions on an area of 0 or on a name that ends, or a headline for the last area."""
    if facts.no_entry(facts.last):
        return _no_entry_part(facts)
    same_actor = facts.series_of(facts.main.actor)
    if any(series.km2[-1] for series in same_actor):
        return _last_area_part(facts)
    return _no_area_part(facts)


def _last_area_part(facts: Facts) -> Part:
    """Questions on a headline with the last area."""
    phrase = facts.language.phrase
    questions = [
        Question(
            phrase(
                "Write a headline for {date} with one number in it.",
                date=facts.date(facts.last),
            ),
            phrase(
                "For example with {area}, which was held on that day.",
                area=facts.area(facts.main.km2[-1]),
            ),
            2,
        ),
        Question(
            phrase("What does your number leave out? Name two things."),
            phrase(
                "What was counted, who counted, how sure it is, where it changed, and who lives there."
            ),
            3,
        ),
    ]
    return Part(phrase("A headline"), (), questions)


def _no_entry_part(facts: Facts) -> Part:
    """A question on an actor of snapshots that has no entry any more."""
    phrase, index = facts.language.phrase, facts.times.last_entries[facts.main.actor]
    lead = phrase(
        "{name}: {what}",
        name=facts.isolate(facts.actor(facts.main)),
        what=facts.no_entry(facts.last),
    )
    questions = [
        Question(
            phrase(
                "The map of {date} still shows {area} under this name, that of {next} nothing. What may have happened in between? How could you find out?",
                date=facts.date(index),
                area=facts.area(facts.main.km2[index]),
                next=facts.date(index + 1),
            ),
            phrase(
                "It may have been renamed, divided, united with another or conquered: that its name ends does not say that it lost its land. The next map shows who is named on the same land; a history book says why."
            ),
            3,
        ),
    ]
    return Part(phrase("A name that ends"), [lead], questions)


def _no_area_part(facts: Facts) -> Part:
    """Questions on a last area of 0, with statements that were published then."""
    phrase = facts.language.phrase
    date = facts.date(facts.last)
    claims = _claims_near_end(facts)
    lead = (
        phrase("{date}: both areas are 0.", date=date)
        if len(facts.series_of(facts.main.actor)) > 1
        else phrase("{date}: the area is 0.", date=date)
    )
    rows = [
        (
            facts.claim_date(claim),
            facts.isolate(facts.text(claim["as_stated"])),
            facts.isolate(facts.text(claim.get("definition"))),
            facts.isolate(facts.text(claim["publisher"])),
        )
        for claim in claims
    ]
    head = (
        phrase("date"),
        phrase("published"),
        phrase("what was counted"),
        phrase("by whom"),
    )
    questions = [
        _zero_question(facts, claims),
        _defeat_question(facts),
        _lasting_headline_question(facts),
    ]
    return Part(
        phrase("Arguing: is that a defeat?"),
        [lead],
        questions,
        (),
        head if rows else (),
        rows,
        (2.3, 4, 3.5, 4),
    )


def _zero_question(facts: Facts, claims: Sequence[Mapping[str, Any]]) -> Question:
    """What an area of 0 leaves open, with the last of `claims` that counts something else."""
    phrase = facts.language.phrase
    answer = [
        phrase(
            "It says that nothing on the map was held then ({date}).",
            date=facts.date(facts.last),
        ),
        phrase(
            "An area says nothing of people, money, weapons and followers, nor of land that nobody counted."
        ),
    ]
    if omitted := facts.summary.omitted(facts.last):
        answer.append(omitted)
    beyond_area = [
        claim
        for claim in claims
        if _middle_km2(claim) and not claim.get("measured_km2")
    ]
    if beyond_area:
        answer.append(
            phrase(
                "“{stated}” counts something else: {definition}.",
                stated=facts.text(beyond_area[-1]["as_stated"]),
                definition=facts.text(beyond_area[-1].get("definition")),
            )
        )
    return Question(
        phrase("What does an area of 0 say, and what does it leave open?"),
        " ".join(answer),
        3,
    )


def _defeat_question(facts: Facts) -> Question:
    """Arguments for and against a defeat."""
    phrase = facts.language.phrase
    question = phrase(
        "“{actor} is defeated.” Write the best argument for this sentence and the best against it.",
        actor=facts.actor(facts.main),
    )
    if facts.summary.breaks.between(facts.main, facts.peak, facts.last):
        answer = phrase(
            "For: nothing on the map is held any more. Against: what no area counts, and what statements count that are not about territory. Good answers name their statement and say what it counts."
        )
    else:
        answer = phrase(
            "For: all of {area} held at the peak is lost. Against: what no area counts, and what statements count that are not about territory. Good answers name their statement and say what it counts.",
            area=facts.area(facts.main.km2[facts.peak]),
        )
    return Question(question, answer, 5)


def _lasting_headline_question(facts: Facts) -> Question:
    """A headline for the last date that no later event contradicts."""
    phrase = facts.language.phrase
    return Question(
        phrase(
            "Write a headline for {date} that stays true whatever happens next.",
            date=facts.date(facts.last),
        ),
        phrase(
            "It says who held what on which day, and by whose word, and stops there."
        ),
        2,
    )


def _claims_near_end(facts: Facts) -> list[Mapping[str, Any]]:
    """The last published statements from around the last date."""
    end = facts.times.days[facts.last]
    claims = []
    for claim in facts.summary.published:
        date = claim.get("date")
        if date and abs(days_since_1970(str(date)) - end) <= NEAR_DAYS:
            claims.append(claim)
    return claims[-CLAIMS:]


def _middle_km2(claim: Mapping[str, Any]) -> float:
    """Middle of the published range, in km2; 0 if it has no figure."""
    ends = [claim.get("area_km2_low"), claim.get("area_km2_high")]
    known = [float(end) for end in ends if end]
    return sum(known) / len(known) if known else 0.0


def _ratio_text(facts: Facts, ratio: float) -> str:
    """A ratio without words to translate: "× 2.3"."""
    return f"× {facts.language.number(float(f'{ratio:.2g}'))}"
