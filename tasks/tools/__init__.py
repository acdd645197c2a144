"""What agents may look up or work out: tools by name, who may use them how often, and what came of each call."""
