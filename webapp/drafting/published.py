"""What was published in the browser since a folder of files was last deployed: the folder may not know it yet."""

from sqlalchemy import Connection, func, select

from engine.deployments import read_deployment
from engine.schema import deployment
from webapp.drafting.drafts import newest_deployment
from webapp.drafting.schema import process_draft, process_draft_file


def published_since(connection: Connection) -> dict[str, bytes | None]:
    """Path -> content as deployed now, of each file that a draft changed since the last deployment that was none."""
    drafts = select(process_draft.c.deployment_id).where(process_draft.c.deployment_id.is_not(None))
    last = connection.scalar(select(func.max(deployment.c.id)).where(deployment.c.id.not_in(drafts))) or 0
    paths = connection.scalars(
        select(process_draft_file.c.path)
        .join(process_draft, process_draft.c.id == process_draft_file.c.draft_id)
        .where(process_draft.c.deployment_id > last)
        .distinct()
    ).all()
    now = read_deployment(connection, newest_deployment(connection)) if paths else {}
    return {path: now.get(path) for path in sorted(paths)}
