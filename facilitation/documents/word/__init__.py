"""Word: the only room that knows python-docx."""

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
