"""What a close computes: every figure of a period, exact and proved. Pure."""
