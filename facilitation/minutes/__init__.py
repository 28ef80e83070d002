"""The life of the minutes once the meeting is over: sent, remarked upon, approved, corrected; and what they are taken away as."""
