"""What the name of a column says of its dates: a start, an end, a date, or a date of editing.

A name is split into words (`validFrom`, `VALID_FROM`, `valid:from`, `validfrom`), and has a
meaning only if all its words are known. Words are those of the languages in which such tables are
common. Whether a column has dates at all is for `date_values`.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

START, END, DATE, EDITED, EITHER = "start", "end", "date", "edited", "either"
YEAR, MONTH, DAY = "year", "month", "day"


def _words(text: str) -> frozenset[str]:
    return frozenset(_plain(text).split())


def _plain(text: str) -> str:
    """`text` in small letters, without accents and other marks."""
    text = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    marks = ("Mn", "Mc", "Cf")
    text = "".join(char for char in text if unicodedata.category(char) not in marks)
    return unicodedata.normalize("NFC", text)


_LETTERS = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "ı": "i"})

_STARTS = _words("""
    start starts started starting begin begins began begun beginning from since first onset
    commence commenced commences commencement initial inception beg bgn opened opening
    von vom ab seit beginn anfang
    debut deb depuis partir compter initiale desde inicio inicial ini comienzo principio
    inizio iniziale dal dalla dallo comeco van vanaf sinds start fran fra borjan alku alkaen alkoi
    od poczatek poczatkowa poczatkowy rozpoczecie rozpoczecia zacatek pocatek zaciatok pocetak
    inceput kezdet kezdete
    kezdo baslangic baslama itibaren απο εναρξη εναρξης αρχη
    bat dau
    начало начала начиная начальная початок початку початкова від почетак од от
    من منذ بداية البداية بدء البدء ابتداء از شروع آغاز
    התחלה תחילה תחילת מתאריך से आरंभ प्रारंभ
    开始 起始 開始 施行 起 始 自 从 從 から 시작 부터 mulai awal dari sejak
    """)
_ENDS = _words("""
    end ends ended ending to until til till upto thru through last final finish finished finishes
    stop stops stopped close closed closing cease ceased ceases expire expires expired expiry
    expiration exp cessation terminate terminated terminates termination terminus dissolved
    abolished
    discontinued retired inactive removed superseded conclusion concluded
    bis ende schluss fin finale jusque jusqu hasta final termino fine termine fim ate termo
    tot eind einde tm till slut slutt til loppu asti paattyi paattyy
    koniec koncowa koncowy zakonczenie zakonczenia konec kraj sfarsit pana vege bitis
    ket thuc zaro
    εως μεχρι ληξη ληξης τελος
    конец конца конечная окончание окончания кінець кінця кінцева закінчення завершення крај
    край до
    إلى الى حتى لغاية نهاية النهاية انتهاء الانتهاء تا پایان
    עד סיום סוף तक समाप्ति अंत
    结束 終止 终止 止 至 到 終 結束 終了 失效 失効 まで 종료 끝 까지 selesai akhir sampai hingga
    """)
# Prepositions of one language that are other words elsewhere; they count where no word above does.
_WEAK_STARTS = _words("du da de с со з із")
_WEAK_ENDS = _words("au al a ao do по son")
_EDITED = _words("""
    update updated updates updating upd modified modification modify mod lastmod mtime ctime edit
    edited edits editdate change changed changes created create creation creationdate generated
    generation generate exported export published publication publish posted uploaded upload
    downloaded download retrieved retrieval accessed access checked verified version versioned
    revision revised registered registration system sys transaction record recorded audit imported
    import inserted insert entered entry loaded ingested ingestion processed processing produced
    production compiled digitised digitized written saved source sources src citation cited
    aktualisiert aktualisierung geaendert geandert anderung aenderung erstellt erstellung
    bearbeitet
    maj modifie modifiee cree creee actualizado actualizacion modificado creado creacion
    aggiornato aggiornamento modificato creato atualizado atualizacao criado bijgewerkt gewijzigd
    обновлено обновления обновление изменено изменения создано создания
    оновлено оновлення змінено зміни створено створення
    تحديث محدث انشاء تعديل 更新 修改 创建 作成 수정 생성
    """)
# Of territory: when it was taken, or when its image was.
_EITHERS = _words("""
    acquired acquisition acq acquire annexed annexation captured capture seized taken conquered
    conquest gained effective eff control controlled controls held hold holds holding occupied
    occupation occupancy possession ownership rule ruled reign
    """)
_SNAPSHOTS = _words("""
    observed observation obs reported report rep representative asof snapshot snap mapped map
    status situation
    sitrep reference ref image imagery scene surveyed survey photo assessed assessment seen
    valid current position stand stichtag datenstand kartenstand when bericht berichts karte
    rapport carte informe mapa
    карты карта карти отчета отчет звіту звіт الخريطة خريطة img
    """)
# The words of `_SNAPSHOTS` that need no other: `valid`, `map` and `status` alone are no dates.
_ALONE = _words(
    "observed surveyed reported asof snapshot mapped assessed stand stichtag datenstand when"
)
_QUALIFIERS = _words("""
    valid validity val gueltig gultig gueltigkeit gultigkeit valide validite vigencia vigente vigor
    valido valida validita validade validez geldig giltig gyldig wazny waznosci active activity
    force life lifespan lifetime existence exist exists existed period interval range spell
    timespan platnost obowiazuje فترة الفترة السيطرة
    territory territorial border borders boundary boundaries polygon feature feat geom geometry
    shape known map observed observation obs seen reported report
    действует действия действие дії діє صلاحية الصلاحية ساري
    有效 有効 유효 gecerli gecerlilik berlaku
    """)
_DATES = _words("""
    date dates dated dt datum data fecha fec datetime dato pvm paivamaara tarih tarihi дата дати
    даты ημερομηνια تاريخ التاريخ תאריך 日期 日付 날짜 दिनांक तारीख tanggal tgl ngay
    time timestamp ts zeit zeitpunkt hora heure temps ora tempo время час وقت 时间 時間 時刻 시간
    utc gmt iso edtf stamp epoch unix t f 日 期 日時 자 일시 일자
    """)
_PARTS = {
    YEAR: _words("""
        year years yr yyyy jahr annee an ano anio anno jaar ar aar rok godina god vuosi ev yil
        год
        года рік року ετος سنة السنة عام שנה 年 年份 年度 연도 년 tahun
        """),
    MONTH: _words(
        "month mon mo mm monat mois mes mese maand manad maned miesiac mesic kuukausi ay месяц "
        "місяць شهر 月 월 bulan"
    ),
    DAY: _words(
        "day dd dy tag jour dia giorno dag dzien den paiva gun день يوم 天 일 hari"
    ),
}
_PART = {word: part for part, words in _PARTS.items() for word in words}
_IGNORED = _words(
    "of the on at in as for is by up str string del della des la le el l d dem der den das"
)
_MEANINGFUL = frozenset().union(
    *(_STARTS, _ENDS, _EDITED, _EITHERS, _SNAPSHOTS, _QUALIFIERS, _DATES, _PART)
)
_KNOWN = _MEANINGFUL | _WEAK_STARTS | _WEAK_ENDS | _IGNORED
_PAIRS = (("valid", "on"), ("valid", "at"), ("as", "of"), ("as", "at"))
# As in sdate and e_year.
_SHORT = re.compile(
    r"(?P<start>st|s)?(?P<end>e)?(?P<rest>date|year|yr|time|month|day|dt)"
)
# Of dates, but of much else as well: `datum` of a survey, `time` of a day.
_TIMES = _words(
    "time temps tempo ora hora heure zeit ts t час время وقت 时间 時間 時刻 시간"
)
_VAGUE = _TIMES | _words("data datum utc gmt dt")
# Of a start or end, beyond doubt.
_SURE = _words(
    "valid validity gueltig gultig valide valido vigente geldig held effective eff"
)
# Within a word without separators: short words only if they are common there.
_PIECES = frozenset(
    word
    for word in _MEANINGFUL | {"str"}
    if len(word) > 2 or word in ("to", "ab", "dt", "yr") or not word.isascii()
)
_TRUNCATED = 10  # bytes of the name of a column in a shapefile
# A form of its own in surveys, the day on which one is filled in.
_NO_DATES = frozenset({"today"})
_BOUNDARY = re.compile(
    r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])"  # start1
    r"|(?<=[a-zà-ÿа-яёіїєґ])(?=[A-ZÀ-ÞА-ЯЁІЇЄҐ])"  # validFrom
    r"|(?<=[A-Z])(?=[A-Z][a-z])"  # DTStart
)


class DateName(NamedTuple):
    """What a name says: the role of its dates, the part of the date, and its other words.

    `role` is empty if the name says nothing of dates. `part` is that of a column beside others,
    for year, month or day. A start and an end of one interval have the same `others`. `vague` is
    whether it may mean something else, as `from` (a place), `start_time` and `data`.
    """

    role: str
    part: str = ""
    others: frozenset[str] = frozenset()
    vague: bool = False


@lru_cache(maxsize=10_000)
def read_name(name: str) -> DateName:
    """What the name of a column says of its dates."""
    words = _split(name)
    if words is None:
        return DateName("")
    role = _role(words)
    if not role or all(len(word) == 1 and word.isascii() for word in words):
        return DateName("")
    dates = [word for word in words if word in _DATES]
    parts = {_PART[word] for word in words if word in _PART}
    part = parts.pop() if len(parts) == 1 and not dates else ""
    starts_and_ends = _STARTS | _ENDS | _WEAK_STARTS | _WEAK_ENDS
    others = frozenset(
        word
        for word in words
        if word not in _DATES | starts_and_ends | _IGNORED and word not in _PART
    )
    vague = not (part or {*words} & (_DATES - _TIMES | _SURE))
    if role == DATE:
        vague = bool({*words} & _VAGUE) and {*words} <= _VAGUE | _IGNORED
    return DateName(role, part, others, vague)


def _split(name: str) -> list[str] | None:
    """The words of a name; None if one of them is unknown."""
    marked = _BOUNDARY.sub(" ", unicodedata.normalize("NFC", name))
    tokens = [token for token in re.split(r"[\W_]+", _plain(marked)) if token]
    if (short := _SHORT.fullmatch("".join(tokens))) and not short["start"] == short[
        "end"
    ]:
        return [START if short["start"] else END, short["rest"]]
    if len(tokens) > 8 or "".join(tokens) in _NO_DATES:
        return None
    words: list[str] = []
    for position, token in enumerate(tokens):
        pieces = [token]
        if not (token in _KNOWN or token.isdigit()):
            pieces = _pieces(token)
        if not pieces and len(name.encode()) == _TRUNCATED and position:
            pieces = _completed(token) if token == tokens[-1] else []
        if not pieces:
            return None
        words += pieces
    return words


def _pieces(token: str, most: int = 4) -> list[str]:
    """The known words that `token` is made of, the longest first; empty if it is not."""
    for length in range(min(len(token), 16), 0, -1):
        if token[:length] in _PIECES and most:
            if length == len(token):
                return [token]
            if rest := _pieces(token[length:], most - 1):
                return [token[:length], *rest]
    return []


def _completed(token: str) -> list[str]:
    """The word that begins with `token`, if all such words have one role."""
    if len(token) < 3:
        return []
    for words in (_STARTS, _ENDS, _DATES):
        whole = sorted(word for word in words if word.startswith(token))
        others = _MEANINGFUL - words
        if whole and not any(word.startswith(token) for word in others):
            return whole[:1]
    return []


def _role(words: list[str]) -> str:
    """The role of dates under a name of these words, all of which are known."""
    own = set(words)
    if own & _EDITED:
        return EDITED
    digits = {word for word in own if word.isdigit()}
    undated = own - digits - _QUALIFIERS - _EITHERS - _DATES - _IGNORED - set(_PART)
    if undated - _STARTS - _ENDS - _WEAK_STARTS - _WEAK_ENDS:
        return DATE if _is_date(own, digits) else ""
    for starts, ends in ((_STARTS, _ENDS), (_WEAK_STARTS, _WEAK_ENDS)):
        is_start, is_end = bool(own & starts), bool(own & ends)
        if is_start and is_end:
            return ""
        if is_start or is_end:
            return START if is_start else END
    has_date = bool(own & _DATES) or any(word in _PART for word in own)
    if own & _EITHERS:
        needs_date = own & _EITHERS <= _words("control controls hold holds rule reign")
        return EITHER if has_date or not needs_date else ""
    return DATE if _is_date(own, digits) else ""


def _is_date(own: set[str], digits: set[str]) -> bool:
    """Whether a name of the words `own` is that of a date on which something was as it is."""
    is_dated = bool(own & (_DATES | _ALONE)) or any(word in _PART for word in own)
    is_dated = is_dated or any({*pair} <= own for pair in _PAIRS)
    return is_dated and not digits and own <= _SNAPSHOTS | _DATES | _IGNORED | {*_PART}
