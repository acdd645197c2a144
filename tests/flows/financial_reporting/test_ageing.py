"""Open receivables and payables on any day, as they stood that day."""

from collections.abc import Callable
from decimal import Decimal

import duckdb
import pytest

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.books.refusals import Refused
from flows.financial_reporting.figures.financial_figures import Ageing, FinancialFigures
from flows.financial_reporting.pack.ageing import ageing as ageing_section
from reports.text import Paragraph

Maker = Callable[..., Books]
Figures = Callable[..., FinancialFigures]

HEAD = "invoice_id,kind,counterparty,issued,due,amount,currency\n"
PAID = "payment_id,invoice_id,date,amount\n"


def receivables(books: Books, figures_of: Figures, day: str, **brief: str) -> Ageing:
    report = figures_of(books, day[:7], as_of=day, **brief).ageing
    assert report and report.receivable
    return report.receivable


def amounts(ageing: Ageing) -> tuple[str, ...]:
    parts = ("current", "d1_30", "d31_60", "d61_90", "d90_plus", "total", "unapplied")
    return tuple(f"{getattr(ageing, part):f}" for part in parts)


@pytest.mark.parametrize(
    ("day", "bucket"),
    [
        ("2024-01-31", "current"),
        ("2024-03-01", "current"),
        ("2024-03-02", "d1_30"),
        ("2024-03-31", "d1_30"),
        ("2024-04-01", "d31_60"),
        ("2024-04-30", "d31_60"),
        ("2024-05-01", "d61_90"),
        ("2024-05-30", "d61_90"),
        ("2024-05-31", "d90_plus"),
    ],
)
def test_the_age_is_the_day_less_the_due_date_and_not_yet_due_is_current(
    make_books: Maker, figures_of: Figures, day: str, bucket: str
) -> None:
    books = make_books(accounts="", invoices=HEAD + "1,receivable,Ann,2024-01-31,2024-03-01,10,\n", payments=PAID)
    ageing = receivables(books, figures_of, day)
    assert getattr(ageing, bucket) == ageing.total == Decimal("10.00")
    assert ageing.count == 1


def test_an_invoice_is_open_until_the_end_of_the_day_before_it_is_paid(make_books: Maker, figures_of: Figures) -> None:
    books = make_books(
        accounts="",
        invoices=HEAD + "1,receivable,Ann,2024-01-10,2024-02-10,100,\n",
        payments=PAID + "p1,1,2024-02-01,40\np2,1,2024-03-05,60\n",
    )
    totals = {
        day: receivables(books, figures_of, day).total
        for day in ("2024-01-09", "2024-01-10", "2024-02-01", "2024-03-04", "2024-03-05")
    }
    assert [str(total) for total in totals.values()] == ["0.00", "100.00", "60.00", "60.00", "0.00"]


def test_a_credit_note_is_negative_and_ages_like_an_invoice(make_books: Maker, figures_of: Figures) -> None:
    books = make_books(
        accounts="",
        invoices=HEAD + "1,receivable,Ann,2024-01-10,2024-02-10,100,\nc1,receivable,Ann,2024-01-20,2024-01-20,-130,\n",
        payments=PAID,
    )
    assert amounts(receivables(books, figures_of, "2024-01-31")) == (
        "100.00", "-130.00", "0.00", "0.00", "0.00", "-30.00", "0.00"
    )  # fmt: skip


def test_a_credit_note_set_off_against_an_invoice_closes_both(make_books: Maker, figures_of: Figures) -> None:
    books = make_books(
        accounts="",
        invoices=HEAD + "1,receivable,Ann,2024-01-10,2024-02-10,100,\nc1,receivable,Ann,2024-01-20,2024-01-20,-30,\n",
        payments=PAID + "s1,1,2024-01-25,30\ns2,c1,2024-01-25,-30\n",
    )
    ageing = receivables(books, figures_of, "2024-01-31")
    assert (ageing.total, ageing.count, ageing.unapplied) == (Decimal("70.00"), 1, 0)


def test_what_is_paid_too_much_too_early_or_for_nothing_is_unapplied(make_books: Maker, figures_of: Figures) -> None:
    books = make_books(
        accounts="",
        invoices=HEAD
        + "1,receivable,Ann,2024-01-10,2024-02-10,100,\n2,receivable,Bob,2024-02-20,2024-03-20,50,\n"
        + "3,receivable,Cy,2024-01-02,2024-01-03,7,\n",
        payments=PAID + "p1,1,2024-01-20,120\np2,2,2024-01-25,50\np3,,2024-01-28,9\n",
    )
    ageing = receivables(books, figures_of, "2024-01-31")
    assert (ageing.total, ageing.unapplied, ageing.count) == (Decimal("7.00"), Decimal("79.00"), 1)
    assert {line.counterparty: line.unapplied for line in ageing.lines if line.unapplied} == {
        "": Decimal("9.00"),
        "Ann": Decimal("20.00"),
        "Bob": Decimal("50.00"),
    }
    later = receivables(books, figures_of, "2024-02-29")
    assert (later.total, later.unapplied) == (Decimal("7.00"), Decimal("29.00"))


def test_items_in_another_currency_are_shown_at_the_closing_rate(make_books: Maker, figures_of: Figures) -> None:
    books = make_books(
        accounts="",
        invoices=HEAD + "1,receivable,Ann,2024-01-10,2024-02-10,100,USD\n2,receivable,Ann,2024-01-10,2024-02-10,10,\n",
        payments=PAID + "p1,1,2024-01-15,40\n",
        fx_rates="date,from_currency,to_currency,rate,kind\n2024-01-26,USD,EUR,0.5,closing\n",
    )
    assert receivables(books, figures_of, "2024-01-31").total == Decimal("40.00")


def test_items_without_a_rate_are_said_to_be_missing_and_block(make_books: Maker, figures_of: Figures) -> None:
    books = make_books(accounts="", invoices=HEAD + "1,receivable,Ann,2024-01-10,2024-02-10,100,USD\n", payments=PAID)
    figures = figures_of(books, "2024-01")
    assert figures.ageing is None and not figures.releasable
    assert "from USD to EUR for 2024-01-31" in figures.missing[0].reason


def test_invoices_without_payments_say_so(make_books: Maker, figures_of: Figures) -> None:
    books = make_books(accounts="", invoices=HEAD + "1,receivable,Ann,2024-01-10,2024-02-10,100,\n")
    figures = figures_of(books, "2024-01")
    assert figures.ageing is None
    assert any(part.part == "ageing" and "no payments" in part.reason for part in figures.missing)


def test_invoices_and_payments_alone_give_ageing_and_days_and_no_statements(
    make_books: Maker, figures_of: Figures
) -> None:
    books = make_books(
        accounts="",
        invoices=HEAD + "1,receivable,Ann,2024-01-10,2024-02-10,100,\n2,payable,Sue,2023-10-30,2023-11-30,60,\n",
        payments=PAID + "p1,1,2024-01-31,50\n",
    )
    figures = figures_of(books, "2024-01")
    assert figures.kpis and figures.ageing and figures.ageing.payable
    assert figures.kpis.dso == Decimal("45.000000")
    assert figures.kpis.dpo is None, "nothing was billed in the 90 days up to the date"
    assert figures.ageing.payable.d61_90 == Decimal("60.00")
    assert figures.income_statement is None and figures.kpis.gross_margin is None


def test_a_kind_without_invoices_is_missing_not_zero(make_books: Maker, figures_of: Figures) -> None:
    books = make_books(accounts="", invoices=HEAD + "1,receivable,Ann,2024-01-10,2024-02-10,100,\n", payments=PAID)
    figures = figures_of(books, "2024-01")
    assert figures.ageing and figures.ageing.payable is None
    assert any(part.part == "ageing.payable" for part in figures.missing)


def test_the_sub_ledger_is_compared_with_its_control_account(make_books: Maker, figures_of: Figures) -> None:
    journal = """
entry_id,date,account,amount
1,2024-01-10,1200,100
1,2024-01-10,4000,-100
2,2024-01-20,1000,30
2,2024-01-20,1200,-30
"""
    invoices = HEAD + "1,receivable,Ann,2024-01-10,2024-02-10,100,\n"
    books = make_books(journal=journal, invoices=invoices, payments=PAID + "p1,1,2024-01-20,30\n")
    check = next(check for check in figures_of(books, "2024-01").checks if check.id == "receivable_control")
    assert (check.passed, check.expected) == (True, "70.00")
    books = make_books(journal=journal, invoices=invoices, payments=PAID + "p1,1,2024-01-20,25\n")
    check = next(check for check in figures_of(books, "2024-01").checks if check.id == "receivable_control")
    assert (check.passed, check.severity, check.actual) == (False, "soft", "75.00") and "1200" in check.message


def test_a_future_date_is_aged_as_of_today(make_books: Maker, figures_of: Figures) -> None:
    books = make_books(accounts="", invoices=HEAD + "1,receivable,Ann,2026-01-10,2026-02-10,100,\n", payments=PAID)
    report = figures_of(books, "2026-12").ageing
    assert report and report.receivable and report.receivable.as_of.isoformat() == "2026-11-21"


def test_invoices_are_not_given_to_one_of_several_entities(make_books: Maker, figures_of: Figures) -> None:
    books = make_books(
        journal="entry_id,date,account,amount,entity\n1,2024-01-01,1000,1,IE\n1,2024-01-01,3000,-1,IE\n"
        "2,2024-01-01,1000,1,DE\n2,2024-01-01,3000,-1,DE\n",
        invoices=HEAD + "1,receivable,Ann,2024-01-10,2024-02-10,100,\n",
        payments=PAID,
    )
    figures = figures_of(books, "2024-01", entity="IE")
    assert figures.ageing is None
    assert any(part.part == "ageing" and "no entity" in part.reason for part in figures.missing)
    whole = figures_of(books, "2024-01").ageing
    assert whole and whole.receivable and whole.receivable.total == Decimal("100.00")


def said_of(figures: FinancialFigures) -> str:
    """Return the sentences beneath the tables of the ageing."""
    blocks = ageing_section(figures).blocks
    return " ".join(block.plain for block in blocks if isinstance(block, Paragraph))


def test_what_was_paid_back_beyond_a_credit_note_is_unapplied_below_zero_and_said_so(
    make_books: Maker, figures_of: Figures
) -> None:
    books = make_books(
        accounts="",
        invoices=HEAD + "c1,receivable,Ann,2024-01-10,2024-01-10,-100,\n2,receivable,Bob,2024-01-10,2024-02-10,50,\n"
        "3,receivable,Cy,2024-01-10,2024-02-10,7,\n",
        payments=PAID + "p1,c1,2024-01-20,-130\np2,2,2024-01-20,80\n",
    )
    figures = figures_of(books, "2024-01")
    assert figures.ageing and figures.ageing.receivable
    ageing = figures.ageing.receivable
    assert (ageing.total, ageing.unapplied) == (Decimal("7.00"), 0), "30 of Bob's and 30 to Ann come to nothing"
    said = said_of(figures)
    assert "EUR 30.00 of Bob. This was received from customers beyond their open invoices" in said
    assert "EUR 30.00 of Ann. This was paid back to customers beyond their credit notes" in said


BOTH = HEAD + "1,receivable,Ann,2024-01-10,2024-02-10,100,\n2,payable,Sue,2024-01-10,2024-02-10,60,\n"


def test_a_payment_without_an_invoice_counts_on_the_side_that_its_kind_names(
    make_books: Maker, figures_of: Figures
) -> None:
    paid = "payment_id,invoice_id,date,amount,kind\np1,,2024-01-20,9,payable\np2,,2024-01-20,4,receivable\n"
    figures = figures_of(make_books(accounts="", invoices=BOTH, payments=paid), "2024-01")
    assert figures.ageing and figures.ageing.receivable and figures.ageing.payable
    assert (figures.ageing.receivable.unapplied, figures.ageing.payable.unapplied) == (4, 9)
    assert "EUR 9.00 of (no counterparty). This was paid to suppliers" in said_of(figures)
    assert "payment_direction" not in {check.id for check in figures.checks}


def test_a_payment_that_names_neither_invoice_nor_kind_is_named_and_not_called_received(
    make_books: Maker, figures_of: Figures
) -> None:
    paid = PAID + "p1,,2024-01-20,9\np2,,2024-02-20,5\n"
    figures = figures_of(make_books(accounts="", invoices=BOTH, payments=paid), "2024-01")
    check = next(check for check in figures.checks if check.id == "payment_direction")
    assert (check.passed, check.severity) == (False, "soft") and "p1 of 2024-01-20. Give" in check.message
    assert figures.ageing and figures.ageing.receivable
    assert (figures.ageing.receivable.unapplied, figures.ageing.receivable.undirected) == (9, 9)
    said = said_of(figures)
    assert "EUR 9.00 of (no counterparty). This was paid without an invoice, and the books do not say" in said
    assert "received from customers" not in said


def test_a_payment_of_another_kind_than_its_invoice_is_refused(make_books: Maker) -> None:
    paid = "payment_id,invoice_id,date,amount,kind\np1,2,2024-01-20,9,receivable\n"
    with pytest.raises(Refused, match="the kind of its invoice"):
        make_books(accounts="", invoices=BOTH, payments=paid)


def test_books_stored_before_payments_had_a_kind_are_read_and_keep_their_hash(
    make_books: Maker, tmp_path_factory: pytest.TempPathFactory
) -> None:
    books = make_books(accounts="", invoices=BOTH, payments=PAID + "p1,,2024-01-20,9\n")
    stored, folder = books.to_bundle(), tmp_path_factory.mktemp("stored")
    (folder / "now.parquet").write_bytes(stored["payments"])
    rows = f"SELECT * EXCLUDE (kind) FROM read_parquet('{folder}/now.parquet')"
    duckdb.connect().execute(f"COPY ({rows}) TO '{folder}/then.parquet' (FORMAT parquet)")
    earlier = Books.from_bundle(stored | {"payments": (folder / "then.parquet").read_bytes()})
    assert earlier.content_hash() == books.content_hash()
    assert earlier.connection.execute("SELECT kind FROM payments").fetchall() == [(None,)]
    said = make_books(accounts="", invoices=BOTH, payments=PAID.replace("\n", ",kind\n") + "p1,,2024-01-20,9,payable\n")
    assert said.content_hash() != books.content_hash(), "a kind that is given counts"


IN_DOLLARS = HEAD + "1,receivable,Ann,2024-01-10,2024-02-10,100,USD\n"
WITHOUT_INVOICE = PAID + "p1,,2024-01-20,30\n"


def test_invoices_alone_in_one_currency_make_it_the_currency_of_every_amount(
    make_books: Maker, figures_of: Figures
) -> None:
    books = make_books(currency='""', accounts="", invoices=IN_DOLLARS, payments=WITHOUT_INVOICE)
    figures = figures_of(books, "2024-01")
    assert figures.currency == "USD" and figures.releasable
    assert figures.ageing and figures.ageing.receivable
    assert (figures.ageing.receivable.total, figures.ageing.receivable.unapplied) == (Decimal(100), Decimal(30))


def test_invoices_in_a_currency_tell_nothing_of_accounts_in_none(make_books: Maker, figures_of: Figures) -> None:
    journal = "entry_id,date,account,amount\n1,2024-01-05,1000,10\n1,2024-01-05,4000,-10\n"
    books = make_books(currency='""', journal=journal, invoices=IN_DOLLARS, payments=PAID)
    figures = figures_of(books, "2024-01")
    assert figures.currency == "" and figures.ageing is None and figures.balance_sheet
    assert any(part.part == "ageing" and "invoices are in USD" in part.reason for part in figures.missing)
