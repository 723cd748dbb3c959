"""Opening what was received: a PDF, a ZIP or a folder from strangers, and everything inside."""
