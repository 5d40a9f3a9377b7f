"""The site as it is, but for the limits of programs, which ask here as fast as they can, and the kill points."""

from zhike.site.settings import *

API_REQUESTS_PER_MINUTE = API_RECORDS_PER_HOUR = 10**9
MIDDLEWARE = ["tests.faults.kill_points.KillPoints", *MIDDLEWARE]
