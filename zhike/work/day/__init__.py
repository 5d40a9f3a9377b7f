"""A person's day 今日: everything that waits, from whichever package, in order of the value at stake.

A package above puts in what is its own:

    register("deals", question)      # question(by=, today=) gives the `Item`s of one person for one day
"""

from zhike.work.day.items import Day, Item, my_day, register
from zhike.work.day.own import count_due, due_now, meetings, tasks, visits
from zhike.work.day.slips import Slip, slipping, uncared

__all__ = ["Day", "Item", "Slip", "count_due", "due_now", "my_day", "register", "slipping"]

for kind, question in (("tasks", tasks), ("visits", visits), ("meetings", meetings), ("slips", uncared)):
    register(kind, question)
