"""Reading tables other programs wrote: CSV, XLSX and Parquet files, cell by cell.

``sources``   opens a file and streams its rows, whatever its kind and dirt.
``values``    turns one raw cell into text, a number, a date, or a refusal.
``mapping``   says which column of a file feeds which target.
``rejects``   writes the rows that were refused so that a person can mend them.

Nothing here knows what the rows mean, asks the clock, or touches the database.
"""
