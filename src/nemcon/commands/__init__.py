"""The commands of `nemcon`, a module for each group; nemcon.cli mounts the one that is called."""
