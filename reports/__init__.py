"""What we say: documents as data, their renderers, money and canonical JSON. Pure; imports nothing of the house."""
