"""Who thinks: agents as values, their prompts, their rules, and the check that binds their words to figures. Pure."""
