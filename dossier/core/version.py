"""Version of the engine, as manifests and build states name it."""

__version__ = "0.1.0"
ENGINE = f"dossier {__version__}"
