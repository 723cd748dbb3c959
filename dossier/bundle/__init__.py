"""The bundle (bộ hồ sơ): cover, linked index, papers, and the data they were made from, in one PDF/A-3 file."""
