"""Charts and maps: one pure function each, from numbers and texts to the text of an SVG. Attributes alone, nothing loaded from elsewhere."""
