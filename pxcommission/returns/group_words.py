"""How returns write the characteristics that figures may be broken down by."""

from __future__ import annotations

from collections.abc import Mapping

from pxcommission.evidence.observations import Characteristic
from pxcommission.returns.figures import heading

SPELLINGS = {
    "ethnicity": Characteristic.ETHNICITY,
    "ethnic group": Characteristic.ETHNICITY,
    "ethnic category": Characteristic.ETHNICITY,
    "ethnic background": Characteristic.ETHNICITY,
    "age": Characteristic.AGE,
    "age band": Characteristic.AGE,
    "age group": Characteristic.AGE,
    "age range": Characteristic.AGE,
    "sex": Characteristic.SEX,
    "disability": Characteristic.DISABILITY,
    "disability status": Characteristic.DISABILITY,
    "disabled": Characteristic.DISABILITY,
    "deprivation": Characteristic.DEPRIVATION,
    "deprivation decile": Characteristic.DEPRIVATION,
    "deprivation quintile": Characteristic.DEPRIVATION,
    "imd": Characteristic.DEPRIVATION,
    "imd decile": Characteristic.DEPRIVATION,
    "imd quintile": Characteristic.DEPRIVATION,
}
"""How returns write the five characteristics. Gender is not among them: a person says in the mapping whether it is sex."""


def characteristic_of(text: str, spelt: Mapping[str, Characteristic]) -> Characteristic | None:
    """The characteristic a text names, by the mapping's spelling first; None where it is none of the five."""
    own = {heading(name): meant for name, meant in spelt.items()}
    plain = heading(text)
    return own.get(plain) or SPELLINGS.get(plain)
