"""The demonstration region: SeutuPROVE's own organisations, areas and bodies, with invented people and projects.

People have role names only.  Whatever is invented is marked so (`is_demo`, titles that begin with "Esimerkki").
"""

from webapp.demonstration.acting import Stage
from webapp.demonstration.people import DEMONSTRATORS, load_people
from webapp.demonstration.projects import load_reference_projects
from webapp.demonstration.region import load_region
from webapp.demonstration.story import load_demonstration

__all__ = ["DEMONSTRATORS", "Stage", "load_demonstration", "load_people", "load_reference_projects", "load_region"]
