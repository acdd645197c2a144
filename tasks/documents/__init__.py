"""Documents in folders: read in five formats, cut into passages, searched by those whom their folder names."""
