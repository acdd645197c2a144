"""Options that commands share: by whose word something changes, and why."""

import click

AS = click.option("--as", "who", help="Who you are, on the embedded set-up only; the audit says it was not proved.")
WHY = click.option("--comment", required=True, help="Why.")
