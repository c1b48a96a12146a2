"""Evidence: a package of one matter that anybody can verify without this program (`verify.py` in it)."""

from webapp.lifecycle.evidence.package import Package, read_package, write_package

__all__ = ["Package", "read_package", "write_package"]
