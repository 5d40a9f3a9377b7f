"""What the pictures ask: counts and sums over the standings of the customers a person may see."""
