"""The ``dossier`` command: parse, call the pipeline, print."""
