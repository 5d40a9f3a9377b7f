"""The verbs of work, one module per subject."""

from zhike.work.actions.again import change_series, repeat, skip, stop_repeating
from zhike.work.actions.calls import log_call
from zhike.work.actions.meetings import call_off, invite, keep_minutes, restore
from zhike.work.actions.reminding import remind
from zhike.work.actions.tasks import bring_back, complete, drop, reopen, snooze
from zhike.work.actions.visits import cancel, check_in, finish, step_back

__all__ = [
    "bring_back",
    "call_off",
    "cancel",
    "change_series",
    "check_in",
    "complete",
    "drop",
    "finish",
    "invite",
    "keep_minutes",
    "log_call",
    "remind",
    "reopen",
    "repeat",
    "restore",
    "skip",
    "snooze",
    "step_back",
    "stop_repeating",
]
