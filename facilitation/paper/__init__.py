"""Paper: the kit that is printed, the sheets typed in again, the meeting held on paper alone."""
