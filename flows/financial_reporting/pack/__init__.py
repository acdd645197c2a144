"""What a close prints: the chapters of the financial pack, from figures and words. Pure."""
