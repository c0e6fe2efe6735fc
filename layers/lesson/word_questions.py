"""Questions about words: what was counted, what was published, what moved, and what is a defeat.

As in `exercises`, a part is asked only where the table can answer it, and every sentence is one
message of the catalogues.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from geo.dates import read_date
from geo.measure import changes
from geo.table import ACTOR, STATUS
from layers.content import SECONDS_PER_DAY
from layers.language import date_label
from layers.lesson.facts import Facts, Part, Question

CLAIMS = 5  # published figures in a table, at most
FEW = 3  # of one date, at least, to be worth comparing
AROUND_DAYS = 31  # from the last date: what was said about the end


def defining(known: Facts) -> Part | None:
    """The same facts by two definitions."""
    phrase, wide = known.words.phrase, known.wide
    if wide is None:
        return None
    dates = known.telling
    dates = [one for one in dates if known.main.km2[one] > 0 and wide.km2[one] > 0]
    if not dates:
        return None
    ratios = [wide.km2[one] / known.main.km2[one] for one in dates]
    names = {"dark": known.name(known.main), "hatched": known.name(wide)}
    rows = [
        (
            known.date(one),
            known.area(known.main.km2[one]),
            known.area(wide.km2[one]),
            "",
        )
        for one in dates
    ]
    questions = [
        Question(
            phrase(
                "Fill in the last column: how many times as large is the hatched area?"
            ),
            phrase("; ").join(
                phrase(
                    "{name}: {what}", name=known.date(one), what=_times(known, ratio)
                )
                for one, ratio in zip(dates, ratios)
            ),
            0,
        ),
        Question(
            phrase("Not one fact differs between the two. What does?"),
            phrase(
                "What counts as ground: {dark} against {hatched}. Where little is left, the choice of words makes most of the number.",
                **names,
            ),
            2,
        ),
        Question(
            phrase(
                "Write a sentence for a newspaper with both areas of {date}. Nobody should be able to misread it.",
                date=known.date(dates[0]),
            ),
            phrase(
                "It has the date, both numbers, and what each of them counts: {dark} {area}, {hatched} {more}.",
                **names,
                area=known.area(known.main.km2[dates[0]]),
                more=known.area(wide.km2[dates[0]]),
            ),
            2,
        ),
    ]
    lead = phrase("Dark is “{dark}”, hatched is “{hatched}”.", **names)
    head = (phrase("date"), names["dark"], names["hatched"], phrase("times as large"))
    return Part(
        phrase("Comparing definitions"), [lead], questions, (), head, rows, (2, 2, 3, 2)
    )


def claiming(known: Facts) -> Part | None:
    """Published figures of one date beside the two areas of that date."""
    phrase, wide = known.words.phrase, known.wide
    by_date: dict[str, list[Mapping[str, Any]]] = {}
    for one in known.summary.published:
        if one.get("plotted", True) and _figure(one) and one.get("measured_km2"):
            by_date.setdefault(str(one["date"]), []).append(one)
    if wide is None or not by_date:
        return None
    date, said = max(
        by_date.items(), key=lambda item: len({_figure(one) for one in item[1]})
    )
    said = sorted({_figure(one): one for one in said}.values(), key=_figure)
    if len(said) < FEW:
        return None
    chosen = np.unique(np.linspace(0, len(said) - 1, CLAIMS).round().astype(int))
    said = [said[one] for one in chosen]
    day = (
        int(read_date(date).astype("datetime64[s]").astype(np.int64)) / SECONDS_PER_DAY
    )
    index = max(0, int(np.searchsorted(known.times.days, day, "right")) - 1)
    dark, hatched = known.main.km2[index], wide.km2[index]
    if not dark or not hatched:
        return None
    rows = [
        (
            known.said(one["as_stated"]),
            known.said(one.get("definition", "")),
            known.said(one["publisher"]),
            "",
        )
        for one in said
    ]
    letters = {True: phrase("D"), False: phrase("H")}
    near = [
        abs(math.log(_figure(one) / dark)) < abs(math.log(_figure(one) / hatched))
        for one in said
    ]
    answers = [
        phrase(
            "{letter} for {stated} ({km2})",
            letter=letters[is_dark],
            stated=f"“{one['as_stated']}”",
            km2=known.words.area(_figure(one), 3),
        )
        for one, is_dark in zip(said, near)
    ]
    questions = [
        Question(
            phrase(
                "Write D beside each figure that is nearer to the dark area, H beside each that is nearer to the hatched one."
            ),
            phrase("; ").join(answers),
            0,
        ),
        Question(
            phrase(
                "Which of them say what they counted? What would you ask the others?"
            ),
            phrase(
                "The second column has the words. Where it says no more than “control”, ask: with the desert or without, on which day, and by whose count?"
            ),
            2,
        ),
    ]
    lead = phrase(
        "These were published about one time, {date}. On {day} our dark area is {dark}, our hatched one {hatched}.",
        date=known.day(said[0]),
        day=date_label(date, known.words),
        dark=known.area(dark),
        hatched=known.area(hatched),
    )
    head = (
        phrase("published"),
        phrase("what was counted"),
        phrase("by whom"),
        phrase("D or H"),
    )
    return Part(
        phrase("Reading claims"), [lead], questions, (), head, rows, (5, 4, 5, 1.5)
    )


def moving(known: Facts) -> Part | None:
    """Gained and lost, where there is only one definition to speak of."""
    phrase = known.words.phrase
    if known.wide is not None or known.last < 1:
        return None
    rows = known.table[
        (known.table[ACTOR] == known.main.actor)
        & (known.table[STATUS] == known.main.status)
    ]
    ends = known.times.dates[0], known.times.dates[known.last]
    change = changes(rows, between=[ends]).iloc[0]
    if not change["gained_km2"] or not change["lost_km2"]:
        return None
    values = {
        "first": known.date(0),
        "last": known.date(known.last),
        "gained": known.words.area(change["gained_km2"]),
        "lost": known.words.area(change["lost_km2"]),
        "net": known.words.area(abs(change["net_km2"])),
    }
    grown = change["net_km2"] > 0
    told = (
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
        Question(told, phrase("{lost}: gained less lost is the change.", **values)),
        Question(
            phrase("Would a chart of the area show that ground was lost? Why?"),
            phrase(
                "No. It shows the sum only: {gained} gained hide {lost} lost.", **values
            ),
            2,
        ),
    ]
    lead = phrase(
        "Gained is ground held on the second of two dates and not on the first, lost the reverse."
    )
    return Part(phrase("Gained and lost"), [lead], questions)


def arguing(known: Facts) -> Part | None:
    """What an area of 0 says, or a headline with one number in it."""
    phrase = known.words.phrase
    date = known.date(known.last)
    mine = [one for one in known.times.series if one.actor == known.main.actor]
    if any(one.km2[-1] for one in mine):
        return Part(
            phrase("A headline"),
            (),
            [
                Question(
                    phrase(
                        "Write a headline for {date} with one number in it.", date=date
                    ),
                    phrase(
                        "For example with {area}, which was held on that day.",
                        area=known.area(known.main.km2[-1]),
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
            ],
        )
    actor = known.actor(known.main)
    said = _about_the_end(known)
    beyond = [one for one in said if _figure(one) and not one.get("measured_km2")]
    against = phrase(
        "An area says nothing of people, money, weapons and followers, nor of ground that nobody counted."
    )
    if beyond:
        against += " " + phrase(
            "“{stated}” counts something else: {definition}.",
            stated=beyond[-1]["as_stated"],
            definition=beyond[-1].get("definition", ""),
        )
    questions = [
        Question(
            phrase("What does an area of 0 say, and what does it leave open?"),
            phrase("It says that nothing on the map was held then ({date}).", date=date)
            + " "
            + against,
            3,
        ),
        Question(
            phrase(
                "“{actor} is defeated.” Write the best argument for this sentence and the best against it.",
                actor=actor,
            ),
            phrase(
                "For: all of {area} held at the peak is lost. Against: what no area counts, and what statements count that are not about ground. Good answers name their statement and say what it counts.",
                area=known.area(known.main.km2[known.peak]),
            ),
            5,
        ),
        Question(
            phrase(
                "Write a headline for {date} that stays true whatever happens next.",
                date=date,
            ),
            phrase(
                "It says who held what on which day, and by whose word, and stops there."
            ),
            2,
        ),
    ]
    lead = [
        (
            phrase("{date}: both areas are 0.", date=date)
            if len(mine) > 1
            else phrase("{date}: the area is 0.", date=date)
        )
    ]
    rows = [
        (
            known.day(one),
            known.said(one["as_stated"]),
            known.said(one.get("definition", "")),
            known.said(one["publisher"]),
        )
        for one in said
    ]
    head = (
        (
            phrase("date"),
            phrase("published"),
            phrase("what was counted"),
            phrase("by whom"),
        )
        if rows
        else ()
    )
    return Part(
        phrase("Arguing: is that a defeat?"),
        lead,
        questions,
        (),
        head,
        rows,
        (2.3, 4, 3.5, 4),
    )


def _about_the_end(known: Facts) -> list[Mapping[str, Any]]:
    end = known.times.days[known.last]
    found = []
    for one in known.summary.published:
        moment = read_date(str(one["date"])).astype("datetime64[s]").astype(np.int64)
        if abs(int(moment) / SECONDS_PER_DAY - end) <= AROUND_DAYS:
            found.append(one)
    return found[-CLAIMS:]


def _figure(claim: Mapping[str, Any]) -> float:
    """The middle of what was published, in km2; 0 where it is no figure."""
    ends = [claim.get("area_km2_low"), claim.get("area_km2_high")]
    known = [float(one) for one in ends if one]
    return sum(known) / len(known) if known else 0.0


def _times(known: Facts, ratio: float) -> str:
    """ "× 2.3", which needs no grammar."""
    return f"× {known.words.number(float(f'{ratio:.2g}'))}"
