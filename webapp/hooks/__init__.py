"""Web hooks: other systems that are told what happened, by a signed request to an address of theirs.  No Flask."""
