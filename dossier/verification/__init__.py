"""The board's side: what a received file really is. Nothing in it is believed because the file says so."""
