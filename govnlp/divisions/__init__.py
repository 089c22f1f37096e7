"""Administrative divisions, and the linking of offices to them."""

from govnlp.divisions.link import Linker
from govnlp.divisions.table import Division, divisions

__all__ = ["Division", "Linker", "divisions"]
