"""Decision tables changed in the browser: the bytes of a DMN file in, the changed bytes out.  No HTTP here."""
