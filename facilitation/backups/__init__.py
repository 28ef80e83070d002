"""Copies of the data folder: made while serving, verified at once, put back beside what is there and never over it."""
