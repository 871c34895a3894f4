"""What each step writes. Every function here changes only the dossier it is given."""
