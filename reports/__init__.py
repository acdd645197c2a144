"""What we say: documents as data, renderers, money, canonical JSON. Pure; imports nothing of the house."""
