"""A library as a static site: lists that are searched in the browser, and a page for each paper, table and report."""
