"""What agents write about a close, and the postings that they write it from."""
