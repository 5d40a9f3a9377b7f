"""The people and things every test knows.

Ana and Bo are staff of two teams, Mei leads Ana's, Ada administers. Ana serves a tea house, Bo a dealer.
Small functions make variants: `a_task(priority=Priority.HIGH)`, `a_customer(owner=bo, tier="gold")`.
"""

from tests.cast.aims import *
from tests.cast.beginnings import *
from tests.cast.customers import *
from tests.cast.days import *
from tests.cast.desk import *
from tests.cast.goods import *
from tests.cast.money import *
from tests.cast.nouns import *
from tests.cast.papers import *
from tests.cast.people import *
from tests.cast.plants import *
from tests.cast.selling import *
from tests.cast.worlds import *
