"""Reading what other programs wrote: tables of CSV, XLSX and Parquet files, cell by cell, and what a file is.

``sources``   opens a file and streams its rows, whatever its kind and dirt.
``values``    turns one raw cell into text, a number, a date, or a refusal.
``mapping``   says which column of a file feeds which target.
``rejects``   writes the rows that were refused so that a person can mend them.
``file_kinds`` tells by its bytes what a file is, and under which name it may leave again.

Nothing here knows what the rows mean, asks the clock, or touches the database.
"""
