"""What every page shares: errors, headers, forms, filters, static and help pages."""
