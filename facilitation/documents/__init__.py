"""The documents that leave the room: composed as outlines, then written to Word, shown as a page, or dumped as text."""
