"""How a command of ours fails: with one sentence, not with a traceback."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from pwa.model.errors import SiteError


def in_one_sentence(command: Callable[..., Any]) -> Callable[..., Any]:
    """Errors we know end a command with their sentence, never with a traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except SiteError as error:
            raise click.ClickException(str(error)) from None

    return run
