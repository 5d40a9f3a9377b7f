"""The command line. A command is a module with a click command named `command`; its line in COMMANDS puts it in."""

COMMANDS = {
    "demo": "zhike.site.cli.demo",
    "serve": "zhike.site.cli.serve",
    "worker": "zhike.site.cli.worker",
    "migrate": "zhike.site.cli.migrate",
    "createuser": "zhike.site.cli.createuser",
    "shell": "zhike.site.cli.shell",
}
