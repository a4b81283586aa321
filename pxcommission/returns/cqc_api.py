"""Records of CQC's public API as JSON: location and provider records, alone or in lists; what fits, and their ratings.

Every key is optional. `currentRatings.overall` has a rating, its report's day and five key questions; `serviceRatings` has those of
core services; `historicRatings` has earlier reports, which hold until the next one. The earlier ones are kept only where a rating
is current: otherwise nothing says until when they held. A rating whose `organisationId` is another organisation's was given to the one
that ran the location before, and a note says so. The block of the single assessment framework (`assessment`) has been seen in
four records with "Regulations met" only, and is pointed out, not read. An address is the path to a value,
`/currentRatings/overall/rating`. See `cqc_ratings` for what is counted and whose it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from pxcommission.evidence.observations import Observation, Origin
from pxcommission.periods import Period
from pxcommission.returns.ae_figures import ODS
from pxcommission.returns.collected import Collected
from pxcommission.returns.cqc_dates import read_day
from pxcommission.returns.cqc_ratings import SERVICES, Rated, mention_left_out, rating_observations, unit_of_location
from pxcommission.returns.figures import Fit, Unit, heading, quoted
from pxcommission.returns.sheets import Book

NAME, VERSION, ORIGIN = "cqc-api", "1", Origin.PUBLISHED
LOOKED_FOR = "JSON with locationId or providerId, as CQC's public API gives it"
_LISTS = ("locations", "providers")
_MOST_NAMED = 5

Json = object
Record = Mapping[str, Json]


def recognises(book: Book) -> Fit:
    """How well a file fits."""
    kind = "CQC record (JSON)"
    if not book.is_json:
        return Fit(kind, LOOKED_FOR, ("a JSON document",))
    if not any(True for _ in records_of(book.document)):
        return Fit(kind, LOOKED_FOR, ("a locationId or providerId",))
    return Fit(kind, LOOKED_FOR, (), 1.0)


def read(book: Book, found: Collected, given: Period | None = None) -> tuple[Observation, ...]:
    """The ratings in the file's records, each on the day of its report."""
    if given is not None:
        found.note("every rating names its own day: the period given by hand changes nothing")
    return ratings_of(book.document, found)


def ratings_of(document: Json, found: Collected) -> tuple[Observation, ...]:
    """The ratings of every record of a document that a contract could name; the rest goes to `found`."""
    records = list(records_of(document))
    providers = {text(one, "providerId"): text(one, "odsCode") for _, one in records if "locationId" not in one}
    made: list[Observation] = []
    left = rated = 0
    for path, record in records:
        if not _is_rated(record, path, found):
            continue
        rated += 1
        unit = _unit(record, providers)
        if unit is None:
            left += 1
            continue
        made += [o for one in _reports(_Located(path, record, unit), found) for o in rating_observations(one, found)]
    mention_left_out(left, found)
    if not made and not found.errors:
        found.error(*_nothing(records, rated))
    found.stop_if_wrong()
    return tuple(made)


def _nothing(records: Sequence[tuple[str, Record]], rated: int) -> tuple[str, str]:
    if rated:
        return "no rated record has an ODS code by which a contract could name it", "load the record of an NHS provider"
    if any(path for path, _ in records):
        fix = "a list page of the API names locations only: load the record of each location"
        number = len(records)
        return f"no record of the {number:,} in the file holds a rating that stands", fix
    return "the record holds no current rating", "there is nothing to load until CQC publishes one"


def records_of(document: Json, path: str = "") -> Iterator[tuple[str, Record]]:
    """Each record with a locationId or a providerId, and the path to it: the document itself, or those of its lists."""
    if isinstance(document, list):
        for number, one in enumerate(document):
            yield from records_of(one, f"{path}/{number}")
    elif isinstance(document, Mapping):
        lists = [name for name in _LISTS if isinstance(document.get(name), list)]
        for name in lists:
            yield from records_of(document[name], f"{path}/{name}")
        if not lists and ("locationId" in document or "providerId" in document):
            yield path, document


def part(record: Json, name: str) -> Record:
    """An object within another; empty where there is none."""
    inner = record.get(name) if isinstance(record, Mapping) else None
    return inner if isinstance(inner, Mapping) else {}


def parts(record: Json, name: str) -> list[Json]:
    """A list within an object; empty where there is none."""
    inner = record.get(name) if isinstance(record, Mapping) else None
    return inner if isinstance(inner, list) else []


def text(record: Json, name: str) -> str:
    """A text within an object, outer blanks off; empty where there is none."""
    inner = record.get(name) if isinstance(record, Mapping) else None
    return inner.strip() if isinstance(inner, str) else ""


class _Located(Struct, frozen=True):
    """A record whose unit is known, and the path to it."""

    path: str
    record: Record
    unit: Unit

    def at(self, inner: str) -> str:
        """The path to something within the record."""
        return f"{self.path}/{inner}"


def _unit(record: Record, providers: Mapping[str, str]) -> Unit | None:
    own, code = text(record, "providerId"), text(record, "odsCode")
    if "locationId" not in record:
        return unit_of_location(own, code if ODS.fullmatch(code) else own, code, "")
    if ODS.fullmatch(own):
        return unit_of_location(text(record, "locationId"), own, code, text(record, "name"))
    return unit_of_location(text(record, "locationId"), providers.get(own, own), code, "")


def _is_rated(record: Record, path: str, found: Collected) -> bool:
    """Whether the record has a current rating that stands; what it has instead is said in a note."""
    if record.get("assessment") or part(record, "currentRatings").get("assessment"):
        message = (
            "its newest rating is one of the single assessment framework, which is not read; no older one stands for it"
        )
        found.warn(message, "enter the new rating by hand, or judge by the report", cell=f"{path}/assessment")
        return False
    if heading(text(record, "registrationStatus")) == "deregistered":
        found.note("a location that is no longer registered has no rating that stands", cell=path)
        return False
    current = part(record, "currentRatings")
    if part(current, "overall") or parts(current, "serviceRatings"):
        return True
    if record.get("historicRatings"):
        found.note("earlier ratings without a current one were left out: nothing says until when they held", cell=path)
    return False


def _reports(located: _Located, found: Collected) -> Iterator[Rated]:
    current = part(located.record, "currentRatings")
    overall = part(current, "overall")
    first = _report(located, overall, "currentRatings/overall", text(overall, "reportDate"), "all", found)
    _mention_predecessor(located, overall, found)
    if first:
        yield first
    yield from _of_services(located, parts(current, "serviceRatings"), found)
    days = {first.day} if first else set()
    for number, earlier in enumerate(parts(located.record, "historicRatings")):
        place = f"historicRatings/{number}/overall"
        found_report = _report(located, part(earlier, "overall"), place, text(earlier, "reportDate"), "all", found)
        if found_report and found_report.day not in days:
            days.add(found_report.day)
            yield found_report


def _of_services(located: _Located, services: Sequence[Json], found: Collected) -> Iterator[Rated]:
    others = []
    seen = set()
    for number, one in enumerate(services):
        service = SERVICES.get(heading(text(one, "name")))
        if service is None or service in seen:
            others.append(text(one, "name"))
            continue
        seen.add(service)
        place = f"currentRatings/serviceRatings/{number}"
        record = one if isinstance(one, Mapping) else {}
        if report := _report(located, record, place, text(one, "reportDate"), service, found):
            yield report
    if others:
        named = ", ".join(quoted(name) for name in others[:_MOST_NAMED])
        found.note(
            f"ratings of core services that are only part of one of our services were left out: {named}",
            cell=located.at("currentRatings/serviceRatings"),
        )


def _report(located: _Located, report: Record, place: str, day: str, service: str, found: Collected) -> Rated | None:
    if not report:
        return None
    questions = [(text(one, "name"), text(one, "rating")) for one in parts(report, "keyQuestionRatings")]
    stood = read_day(day)
    if stood is None:
        rated = text(report, "rating") or any(rating for _, rating in questions)
        if rated:
            found.warn("a rating without the day of its report was left out", cell=located.at(place))
        return None
    return Rated(
        located.unit,
        service,
        stood,
        "",
        (text(report, "rating"), located.at(f"{place}/rating")) if "rating" in report else None,
        questions,
        located.at(f"{place}/keyQuestionRatings"),
        _newest_day(report, stood),
    )


def _newest_day(report: Record, stood: date) -> date:
    """The day by which every key question had the rating shown: the newest of their own days, or the report's."""
    days = [read_day(text(one, "reportDate")) for one in parts(report, "keyQuestionRatings")]
    return max((day for day in days if day), default=stood)


def _mention_predecessor(located: _Located, overall: Record, found: Collected) -> None:
    own = {text(located.record, "locationId"), text(located.record, "providerId"), ""}
    given_to = text(overall, "organisationId")
    if given_to in own:
        return
    named = {text(one, "relatedLocationId"): text(one, "reason") for one in parts(located.record, "relationships")}
    why = f" ({named[given_to]})" if named.get(given_to) else ""
    message = f"the rating was given to {given_to}, which ran the location before{why}; it stands until the next report"
    found.note(message, cell=located.at("currentRatings/overall/organisationId"))
