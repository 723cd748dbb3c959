"""Electronic signatures on a bundle: first the person, then the agency (NĐ 30/2020, Điều 32; PAdES)."""
