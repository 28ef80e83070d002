"""Word: the only room that knows python-docx."""
