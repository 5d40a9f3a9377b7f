"""The command line. A command is a module with a click command named `command` and a line here."""

COMMANDS = {
    "demo": "zhike.site.cli.demo",
    "serve": "zhike.site.cli.serve",
    "web": "zhike.site.cli.web",
    "worker": "zhike.site.cli.worker",
    "migrate": "zhike.site.cli.migrate",
    "warehouse": "zhike.site.cli.warehouse",
    "insight": "zhike.site.cli.insight",
    "measure": "zhike.site.cli.measure",
    "createuser": "zhike.site.cli.createuser",
    "import": "zhike.site.cli.importing",
    "dedupe": "zhike.site.cli.dedupe",
    "export": "zhike.site.cli.exporting",
    "reindex": "zhike.site.cli.reindex",
    "vault": "zhike.site.cli.vault",
    "trace": "zhike.site.cli.trace",
    "upgrade": "zhike.site.cli.upgrade",
    "health": "zhike.site.cli.health",
    "backup-key": "zhike.site.cli.backup_key",
    "backup": "zhike.site.cli.backup",
    "restore": "zhike.site.cli.restore",
    "drill": "zhike.site.cli.drill",
    "shell": "zhike.site.cli.shell",
}

# What asks a file only: it waits neither for the models nor for the pages.
WITHOUT_APPS = frozenset({"measure"})
