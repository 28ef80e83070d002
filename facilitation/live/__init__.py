"""The room: phones and screens that join a meeting, and its pulse."""
