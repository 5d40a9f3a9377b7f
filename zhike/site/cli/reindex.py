"""Write every search document again."""

import click

from zhike.kit import registry
from zhike.kit.search.following import index_every
from zhike.site.cli.frame import SiteCommand


@click.command(cls=SiteCommand)
@click.argument("nouns", nargs=-1, metavar="[NOUN]...")
def command(nouns: tuple[str, ...]) -> None:
    """Write the search documents again, of all nouns or of some (customers, orders …).

    Needed after a version that finds by more than before; people go on searching meanwhile.
    """
    searched = {entity.slug: entity for entity in registry.entities() if entity.found_by}
    if unknown := set(nouns) - set(searched):
        raise click.BadParameter(f"nothing is searched under {', '.join(sorted(unknown))}; try {', '.join(searched)}")
    for entity in (searched[slug] for slug in nouns or searched):
        click.echo(f"{entity.slug}: {index_every(entity):,}")
