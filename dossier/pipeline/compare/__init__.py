"""``dossier compare``: two dossiers, and everything that changed between them."""
