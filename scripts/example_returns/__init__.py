"""The invented returns of the shipped example contracts: who, how much, and the files in the official layouts."""
