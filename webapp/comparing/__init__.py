"""What differs between two sets of files: part by part, as people call it, and line by line. No HTTP here."""
