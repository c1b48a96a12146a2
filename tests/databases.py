"""New databases on the run's PostgreSQL server."""

from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import make_url


def make_database(server: str, name: str) -> str:
    """The address of a new, empty database whose name begins so; `server` is the server's own address."""
    unique = f"{name}_{uuid4().hex[:12]}"
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unique)))
    return make_url(server).set(database=unique).render_as_string(hide_password=False)
