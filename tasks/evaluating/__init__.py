"""How good an agent's answers are: its cases, run against its rules and any provider, judged and compared."""
