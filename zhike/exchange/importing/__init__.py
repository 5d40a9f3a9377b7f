"""Files into rows: upload, preview, map, run in the background, report. Nothing of a file is ever lost silently."""
