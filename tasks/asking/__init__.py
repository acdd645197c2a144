"""What stands behind `ask`: one request to language models, from the first call to the last fallback."""
