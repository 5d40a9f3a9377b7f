"""Papers as PDF: quotes, order confirmations, delivery notes and contracts, in the language of whom they are for."""

from zhike.sales.papers.drawing import drawn, file_name

__all__ = ["drawn", "file_name"]
