"""What the workspace's own files under `rules/organisations/` say, as records like those of a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from pxcommission.evidence.organisations import LONG_AGO, OrganisationRecord
from pxcommission.vocabulary.organisations import OrganisationEntry, OrganisationFile


def written_records(files: Mapping[str, OrganisationFile]) -> list[OrganisationRecord]:
    """The records of every file, in the order of the files."""
    return [
        record for file in files.values() for code, entry in file.organisations.items() for record in _of(code, entry)
    ]


def _of(code: str, entry: OrganisationEntry) -> Iterator[OrganisationRecord]:
    """A record for each dated name and board of an entry, the first of which has its days and successors."""
    begun = entry.from_ or LONG_AGO
    place = f"{entry.place.file}:{entry.place.line}"
    base = OrganisationRecord(str(code), begun, source=str(entry.source), verified=entry.verified, cell=place)
    for number, day in enumerate(sorted({begun, *entry.names, *entry.icb})):
        said = replace(base, as_of=day, name=str(entry.names.get(day, "")), icb=str(entry.icb.get(day, "")))
        if number == 0:
            successors = tuple(str(code) for code in entry.successors)
            said = replace(said, opened=entry.from_, closed=entry.until, successors=successors)
        yield said
