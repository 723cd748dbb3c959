"""Words that every layer speaks: findings, citations, errors, Vietnamese text and dates, base models."""
