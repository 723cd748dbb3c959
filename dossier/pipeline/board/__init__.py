"""What the board writes: return notice, check sheet, summary table; and how the notice is followed at the unit."""
