"""What the law says, as data: one YAML file per document, every value with its citation beside it."""
