"""Words and numbers of scientific prose: a base below the stages, with no dependency but the records."""
