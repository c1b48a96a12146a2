"""The one registry that the modules beside this one register with."""

from engine import Services

services = Services()
