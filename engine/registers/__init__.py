"""The town's books: one schema a book, one way in and out. A new book is a schema and a CSV."""

from engine.registers.books import BOOKS
from engine.registers.calendar_book import calendar_rows
from engine.registers.reader import Imported, Known, RowError, read_book, write_book
from engine.registers.samples import letters_csv, sample_books

__all__ = [
    "BOOKS",
    "Imported",
    "Known",
    "RowError",
    "calendar_rows",
    "letters_csv",
    "read_book",
    "sample_books",
    "write_book",
]
