"""What all the field's tables share."""

from sqlalchemy import MetaData, Numeric

from engine.schema import metadata as engine_metadata

metadata = MetaData(naming_convention=engine_metadata.naming_convention)

EUROS = Numeric(14, 2)
