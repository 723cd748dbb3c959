"""Do the pages show what the data say? Drawing, words and pictures compared."""
