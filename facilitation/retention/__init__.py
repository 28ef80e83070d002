"""How long each thing is kept, what is erased for good, and the certificate that says so."""
