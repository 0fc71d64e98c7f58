"""How names that people type are brought to one form before they are compared."""

import unicodedata

import idna


def fold_email(address: str) -> str:
    """The one key of an address: NFKC, case folded, the domain in its ASCII form.

    Raises:
        ValueError: the address has no single @, something other than visible ASCII before it, or a domain that no DNS
            could hold.
    """
    local, at, domain = unicodedata.normalize("NFKC", address).strip().rpartition("@")
    # Validators that ignore case take U+0131 for an i; and what nobody sees has no place in a header.
    if not at or not local or not domain or "@" in local or not (local.isascii() and local.isprintable()):
        raise ValueError("not an e-mail address")
    try:
        ascii_domain = idna.encode(domain, uts46=True).decode()
    except idna.IDNAError as error:
        raise ValueError("not a domain") from error
    return f"{local.casefold()}@{ascii_domain.lower()}"


def hint_of(address: str) -> str:
    """Enough of an address for its reader to know it, and too little for anybody else: `a…@example.com`."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"
