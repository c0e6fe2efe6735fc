from .check import findings as findings
from .check import require as require
from .check import unrepairable as unrepairable
from .claims import compared as compared
from .end_dates import assumed_ends as assumed_ends
from .published import against as against
from .published import largest_differences as largest_differences
from .uncertainty import area_range as area_range
