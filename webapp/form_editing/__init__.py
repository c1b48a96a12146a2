"""Forms changed in the browser: the bytes of a form's file in, the changed bytes out.  No HTTP and no database here.

A component is found by its place: the numbers of the components on the way to it, `(2, 0)` the first within the third.
"""
