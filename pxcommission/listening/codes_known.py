"""Whether the contracts of a workspace know the codes of an entry: what is said of others is counted for no contract."""

from __future__ import annotations

from pxcommission.evidence.organisations_loaded import CodesOfContracts
from pxcommission.evidence.organisations_standing import likely_code
from pxcommission.listening.answers import Wrong


def unknown_codes(provider: str, site: str, codes: CodesOfContracts) -> tuple[Wrong, ...]:
    """What to warn of in the codes of an entry; nothing where no contract is written yet.

    Of a site only under a provider whose contract names its sites, as for a return.
    """
    if codes.providers and provider not in codes.providers:
        message = f"no contract here knows the provider code {provider}, so nothing of it is judged"
        near = likely_code(provider, codes.providers)
        return (Wrong("provider", message, _fix(near, "check the code; a contract must name it")),)
    if site and provider in codes.naming_sites and site not in codes.sites:
        message = f"no contract here names the site {site}, so nothing is judged for it alone"
        near = likely_code(site, codes.sites)
        return (Wrong("site", message, _fix(near, "check the code; name it in the contract if it belongs to it")),)
    return ()


def _fix(near: str, otherwise: str) -> str:
    return f"did you mean {near}?" if near else otherwise
