"""What follows from the inputs under the regulation: pure functions, exact decimals, every result explained."""
