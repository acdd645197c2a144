"""Accounts in their tree as the rows of a statement: groups with their totals, every total a sum of rows above it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from flows.financial_reporting.figures.financial_figures import AccountType, BalanceLine, IncomeLine
from reports.table import Cell, Column, Row, difference

Line = IncomeLine | BalanceLine
ZERO = Decimal(0)
DEBIT_TYPES = ("asset", "expense")


@dataclass
class Node:
    """A line with the lines below it."""

    line: Line
    below: list["Node"] = field(default_factory=list)


@dataclass
class Rows:
    """The rows of one statement while it is put together."""

    columns: tuple[Column, ...]
    amounts: Callable[[Line], tuple[Cell, ...]]
    """The cells of a line, after its name and without the columns that are differences."""
    made: list[Row] = field(default_factory=list)
    leaves: dict[AccountType, list[int]] = field(default_factory=dict)

    def heading(self, text: str, level: int = 0) -> None:
        self.made.append(Row(cells=(text,), role="heading", level=level))

    def total(self, name: str, amounts: Sequence[Cell], *candidates: Sequence[tuple[int, int]], **row: object) -> int:
        """Add a total that is the sum of the first of `candidates` (sign and row) that comes to it; return its row.

        Where none does (a group that the chart rolls up in its own way), it stands as a number of its own.
        """
        cells = self.cells(name, amounts)
        terms = next((terms for terms in candidates if terms and self.comes_to(cells, terms)), ())
        adds = tuple(index for sign, index in terms if sign > 0)
        subtracts = tuple(index for sign, index in terms if sign < 0)
        given = {"role": "total", "cells": cells, "adds": adds, "subtracts": subtracts, **row}
        self.made.append(Row.model_validate(given))
        return len(self.made) - 1

    def cells(self, name: str, amounts: Sequence[Cell]) -> tuple[Cell, ...]:
        """Return a whole row's cells, the columns that are differences worked out."""
        given = iter((name, *amounts))
        cells: list[Cell] = [
            None if column.minus or column.type == "percent" else next(given) for column in self.columns
        ]
        for at, column in enumerate(self.columns):
            if column.minus:
                cells[at] = difference(cells[column.minus[0]], cells[column.minus[1]])
            elif column.type == "percent":
                cells[at] = percent_of(cells[at - 1], cells[at - 2])
        return tuple(cells)

    def comes_to(self, cells: Sequence[Cell], terms: Iterable[tuple[int, int]]) -> bool:
        """Whether the signed rows add up to `cells` in every column that is summed."""
        return not any(self.missing(cells, terms))

    def missing(self, cells: Sequence[Cell], terms: Iterable[tuple[int, int]]) -> list[Decimal]:
        """Return for each summed column by how much `cells` exceed the signed rows; 0 where not available."""
        rows = [(sign, self.made[index]) for sign, index in terms]
        found: list[Decimal] = []
        for at, column in enumerate(self.columns):
            cell = cells[at]
            if column.summed and isinstance(cell, Decimal):
                found.append(cell - sum((sign * _number(row.cells[at]) for sign, row in rows), ZERO))
            elif column.summed:
                found.append(ZERO)
        return found

    def node(self, node: Node, level: int) -> list[tuple[int, int]]:
        """Add a line and what is below it; return the signed rows that stand for it, none where all is nil."""
        below = [child for child in node.below if not self.is_nil(child)]
        if not below:
            return [] if self.is_nil(node) else [(1, self._leaf(node.line, level))]
        if len(below) == 1 and self.amounts(below[0].line) == self.amounts(node.line):
            return [(sign * side(node, below[0]), index) for sign, index in self.node(below[0], level)]
        self.heading(label(node.line), level)
        terms = self.children(node, below, level + 1)
        name, amounts = f"Total {node.line.name}", self.amounts(node.line)
        return [(1, self.total(name, amounts, terms, role="subtotal", level=level))]

    def children(self, node: Node, below: Sequence[Node], level: int) -> list[tuple[int, int]]:
        """Add what is below `node`, and what its accounts leave out, as rows; return them signed."""
        terms = [(sign * side(node, child), index) for child in below for sign, index in self.node(child, level)]
        left = self.missing(self.cells("", self.amounts(node.line)), terms)
        if any(left):
            self.made.append(Row(cells=self.cells("Not in the accounts above", left), level=level))
            terms.append((1, len(self.made) - 1))
        return terms

    def is_nil(self, node: Node) -> bool:
        """Whether a line and everything below it is zero or not available in every column."""
        return not any(self.amounts(node.line)) and all(self.is_nil(child) for child in node.below)

    def _leaf(self, line: Line, level: int) -> int:
        self.made.append(Row(cells=self.cells(label(line), self.amounts(line)), level=level))
        self.leaves.setdefault(line.type, []).append(len(self.made) - 1)
        return len(self.made) - 1


def tree(lines: Sequence[Line]) -> list[Node]:
    """Return the roots of lines that come parents first, each with its level."""
    roots: list[Node] = []
    path: list[Node] = []
    for line in lines:
        node = Node(line)
        del path[line.level :]
        (path[-1].below if path else roots).append(node)
        path.append(node)
    return roots


def label(line: Line) -> str:
    """Return an account's code and name, once where they are the same."""
    return line.name if line.name == line.account else f"{line.account} {line.name}"


def side(parent: Node, child: Node) -> int:
    """Return 1 where a child adds to its parent, -1 where it stands on the other side of the books."""
    return 1 if (parent.line.type in DEBIT_TYPES) == (child.line.type in DEBIT_TYPES) else -1


def percent_of(change: Cell, base: Cell) -> Decimal | None:
    """Return `change` in percent of the magnitude of `base`; None without either, or for a base of zero."""
    if not isinstance(change, Decimal) or not isinstance(base, Decimal) or not base:
        return None
    return change / abs(base) * 100


def _number(cell: Cell) -> Decimal:
    return cell if isinstance(cell, Decimal) else ZERO
