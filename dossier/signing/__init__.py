"""Electronic signatures on bundles and single papers: first the person, then the agency (NĐ 30/2020, Điều 32; PAdES)."""
