"""Statements executed on tables: words bound to labels of rows and columns, numbers and comparisons to cells."""
