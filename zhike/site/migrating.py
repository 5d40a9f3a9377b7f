"""Migrations in a third of the time.

Django keeps the models of every step as classes. Whatever a step changes, it makes the classes of all models anew that
are connected with the changed one by any chain of keys: here nearly all of them, hundreds of times. A step that adds
something, or alters what no key points at, needs its own model alone: the others are as they were, but for the way back
along a new key, which no statement about tables asks for. Code that runs in a migration, and a migration with any other
step, is given all of them new.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import migrations
from django.db.migrations import Migration
from django.db.migrations.state import ProjectState

ALONE = (
    *(migrations.CreateModel, migrations.AddField, migrations.AddIndex, migrations.AddConstraint),
    *(migrations.RemoveIndex, migrations.RemoveConstraint, migrations.RunSQL, migrations.RunPython),
)


@contextmanager
def making_few_models() -> Iterator[None]:
    """Migrations in the block make no more models than they need."""
    apply, reload_model = Migration.apply, ProjectState.reload_model

    def apply_quickly(migration: Migration, state: ProjectState, *arguments: Any, **options: Any) -> ProjectState:
        is_quick = all(map(_concerns_one_model, migration.operations))
        if not is_quick:
            state.clear_delayed_apps_cache()
        ProjectState.reload_model = _make_anew if is_quick else reload_model  # type: ignore[method-assign, assignment]
        return apply(migration, state, *arguments, **options)

    Migration.apply = apply_quickly  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Migration.apply, ProjectState.reload_model = apply, reload_model  # type: ignore[method-assign]


def _concerns_one_model(step: Any) -> bool:
    if isinstance(step, migrations.AlterField):
        return not (step.field.is_relation or step.field.primary_key or step.field.unique)
    return isinstance(step, ALONE)


def _make_anew(state: ProjectState, app_label: str, model_name: str, delay: Any = None) -> None:
    if "apps" in state.__dict__:
        state.is_delayed = True  # so that all are made anew for who asks for more
        state._reload({(app_label, model_name)})  # type: ignore[attr-defined]
