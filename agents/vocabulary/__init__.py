"""Words of business English and German: folded, stemmed, and with those that mean the same."""
