"""Where the parts are plugged together: settings, addresses, the command line, the embedded database."""
