"""``dossier verify``: from a received file to a verdict."""
