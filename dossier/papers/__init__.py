"""Papers: view models, Word papers made from templates, reading them back as blocks, printing them to PDF."""
