"""By what an answer came, in the words of the case's record and of the reader's footnote."""

OFFLINE = "rules (offline)"
FALLBACK = "rules, as the language model gave no valid answer"
UNAVAILABLE = "rules, as the agent could not be asked"
OVER_BUDGET = "rules, as the budget was left to them"

FIRST = "first answer"
BY_RULES = "by rules: "
BY_A_PERSON = "by a person"
