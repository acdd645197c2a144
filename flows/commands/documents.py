"""`countersign documents`: which folders are searched, what was read of them, and what they say on a question."""

import click

from flows.commands.casebook import done
from reports.text import printable


@click.group(invoke_without_command=True)
@click.pass_context
def documents(ctx: click.Context) -> None:
    """List the folders of documents: who may read them, what was read, and what could not be."""
    if ctx.invoked_subcommand is None:
        done(_list())


async def _list() -> None:
    from tasks.documents.folder_state import state_of
    from tasks.documents.folders import documents_and_people
    from tasks.settings import settings

    known, _ = documents_and_people()
    folders = {name: folder for name, folder in known.folders.items() if folder.tenant == settings().tenant}
    for name, folder in folders.items():
        state = await state_of(name, folder)
        readers = [*folder.readers.people, *folder.readers.groups, *(f"agent {one}" for one in folder.readers.agents)]
        click.echo(printable(f"{name:<20} {settings().home / folder.path}"))
        click.echo(f"{'':<20} read by {', '.join(readers) or 'nobody: name readers in the documents file'}")
        told = f"{state.standing.documents} documents, {state.standing.passages} passages"
        click.echo(f"{'':<20} {told}, last read {state.standing.read_at or 'never'}")
        for path, why in state.problems.items():
            click.echo(printable(f"{'':<20} not read: {path + ': ' if path else ''}{why}"))
    if not folders:
        click.echo(f"no folder of documents: {settings().documents_file} names them, with who may read each")


@documents.command()
def read() -> None:
    """Read what is new or changed now; a search does the same before it searches."""
    done(_read())


async def _read() -> None:
    from tasks.documents.folder_state import forget_folders, read_folder
    from tasks.documents.folders import documents_and_people
    from tasks.documents.walking import FolderAway
    from tasks.settings import settings

    known, _ = documents_and_people()
    folders = {name: folder for name, folder in known.folders.items() if folder.tenant == settings().tenant}
    away = []
    for name, folder in folders.items():
        try:
            done_now = await read_folder(name, folder)
        except FolderAway as error:
            away.append(f"{name}: {error}")
            continue
        click.echo(f"{name:<20} {done_now.read} documents read, {done_now.forgotten} forgotten")
    for name in forget_folders(settings().tenant, set(folders)):
        click.echo(printable(f"{name:<20} is not in the documents file any more: what was read of it is deleted"))
    if away:
        raise click.ClickException("\n".join(away))


@documents.command()
@click.argument("question")
@click.option("--as", "who", help="Who you are, on the embedded set-up only.")
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1, 20), help="Most passages to show.")
def search(question: str, who: str | None, limit: int) -> None:
    """Show the passages that answer QUESTION best, from the folders that you may read."""
    done(_search(question, who, limit))


async def _search(question: str, who: str | None, limit: int) -> None:
    from flows.commands.identity import identity
    from tasks.documents.folders import Reader, documents_and_people
    from tasks.documents.search import Search
    from tasks.documents.search import search as found_for
    from tasks.settings import settings

    person = (await identity(who)).name
    known, people = documents_and_people()
    people.person(person)
    found = await found_for(
        question, Search(settings().tenant, Reader(kind="person", name=person), limit), known, people
    )
    for passage in found.passages:
        page = f", page {passage.page}" if passage.page else ""
        click.echo(printable(f"{passage.folder}/{passage.document}{page}  {' > '.join(passage.heading)}"))
        click.echo(printable(f"  {passage.text}".replace("\n", "\n  ")))
    for name in found.away:
        click.echo(f"folder '{name}' could not be looked into: `countersign documents` says why")
    if not found.passages:
        click.echo("no passage that you may read speaks of it")
