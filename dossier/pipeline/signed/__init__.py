"""Papers signed or scanned elsewhere: prepared, taken back, checked, put into the bundle."""
