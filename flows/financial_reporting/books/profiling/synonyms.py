"""What accounting systems call the contract's columns, in English, German and French."""

import re
import unicodedata

SYNONYMS: dict[str, str] = {
    "entry_id": "entry id, entry no, entry number, entry, journal entry, journal no, journal id, transaction id, "
    "transaction no, trans no, trans, txn, txn id, voucher, voucher no, posting no, je, je number, num piece, "
    "buchungsnummer, buchungsnr, buchung nr, buchungs id, journalnummer, belegnummer, belegnr, beleg nr, beleg, "
    "numero ecriture, no ecriture, ecriturenum, numero de piece, piece",
    "date": "date, posting date, entry date, transaction date, trans date, txn date, journal date, gl date, "
    "value date, buchungsdatum, buchungstag, belegdatum, datum, date comptable, date ecriture, ecrituredate, "
    "date de comptabilisation",
    "account": "account, account no, account number, account code, account id, acct, acct no, gl account, "
    "ledger account, nominal code, nominal, konto, kontonummer, kontonr, konto nr, sachkonto, compte, "
    "numero de compte, no compte, comptenum, num compte",
    "account_name": "account name, account title, account description, gl account name, kontobezeichnung, kontoname, "
    "konto bezeichnung, bezeichnung konto, comptelib, compte lib, libelle compte, intitule compte, nom du compte",
    "contra_account": "contra account, offset account, offset, balancing account, gegenkonto, "
    "gegenkonto ohne bu schlussel, contrepartie, compte contrepartie, compte de contrepartie",
    "debit": "debit, debit amount, dr, debits, soll, sollbetrag, betrag soll, soll betrag, debit eur, montant debit",
    "credit": "credit, credit amount, cr, credits, haben, habenbetrag, betrag haben, haben betrag, montant credit",
    "amount": "amount, net amount, value, total, sum, balance, closing balance, umsatz, umsatz ohne soll haben kz, "
    "betrag, buchungsbetrag, wert, saldo, endsaldo, montant, solde, somme, invoice amount, rechnungsbetrag, "
    "payment amount, amount paid",
    "mark": "debit credit, dr cr, d c, dc, debit credit indicator, soll haben kennzeichen, soll haben, s h, sh, sh kz, "
    "shkz, sens, debit credit code, posting side",
    "currency": "currency, currency code, ccy, cur, wahrung, wkz, wkz umsatz, wahrungskennzeichen, devise, idevise",
    "fx_rate": "fx rate, exchange rate, rate, kurs, wechselkurs, umrechnungskurs, taux, taux de change",
    "rate": "rate, exchange rate, kurs, taux",
    "description": "description, memo, memo description, narration, text, details, comment, posting text, "
    "line description, buchungstext, verwendungszweck, bemerkung, libelle, ecriturelib, libelle ecriture, commentaire",
    "entity": "entity, company, company code, legal entity, subsidiary, gesellschaft, firma, mandant, "
    "buchungskreis, societe, entite",
    "department": "department, dept, cost center, cost centre, class, division, kostenstelle, kost1, abteilung, "
    "centre de cout, departement, service, axe",
    "counterparty": "counterparty, customer, customer name, customer id, vendor, vendor name, supplier, name, payee, "
    "party, client, debitor, kreditor, kunde, kundennummer, lieferant, geschaftspartner, tiers, fournisseur, "
    "comptelib aux",
    "document": "document, document no, document number, doc no, reference, ref, ref no, num, belegfeld 1, belegfeld, "
    "rechnungsnummer, referenz, reference piece, pieceref",
    "code": "code, account code, account no, account number, account, acct no, gl account, konto, kontonummer, "
    "kontonr, compte, comptenum, numero de compte",
    "name": "name, account name, title, account title, kontobezeichnung, bezeichnung, kontoname, beschriftung, "
    "libelle, intitule, comptelib, description",
    "type": "type, account type, class, category, kontoart, art, kontotyp, kontenklasse, type de compte, nature",
    "parent": "parent, parent account, parent code, group, ubergeordnetes konto, gruppe, compte parent",
    "period": "period, month, fiscal period, accounting period, periode, monat, buchungsperiode, mois, exercice",
    "invoice_id": "invoice id, invoice no, invoice number, invoice, inv no, bill no, rechnungsnummer, rechnungsnr, "
    "rechnung, numero de facture, facture, no facture",
    "kind": "kind, type, invoice type, art, nature",
    "issued": "issued, invoice date, issue date, date, bill date, rechnungsdatum, belegdatum, date de facture, "
    "date facture",
    "due": "due, due date, maturity, maturity date, falligkeit, fallig, falligkeitsdatum, fallig am, echeance, "
    "date d echeance, date echeance",
    "payment_id": "payment id, payment no, payment number, receipt no, zahlungsnummer, zahlungsnr, numero de paiement",
    "from_currency": "from currency, from, base currency, source currency, von, von wahrung, devise source",
    "to_currency": "to currency, to, target currency, quote currency, nach, nach wahrung, devise cible",
}


def plain(header: str) -> str:
    """Return a header in small letters without accents and marks: "Soll/Haben-Kz." is "soll haben kz"."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    letters = unicodedata.normalize("NFKD", split.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", letters).split())


def matches(header: str, column: str) -> int:
    """Return how well a header names a contract column: its place among the synonyms from 1 (best), or 0."""
    known = [word.strip() for word in SYNONYMS.get(column, column.replace("_", " ")).split(",")]
    header = plain(header)
    return known.index(header) + 1 if header in known else 0
